import type { Client } from "pg";
import { App } from "../../db/database.js";

/** Where a probe looks. */
export interface ProbeContext {
  readonly client: Client;
  /** A second session of the same database. */
  readonly other: Client;
  /** The engine's name, which is also that of its language and of its object in JavaScript. */
  readonly engine: string;
}

/** One observation of how an engine behaves, as a short text that is the same every time. */
export interface Probe {
  readonly name: string;
  readonly look: (context: ProbeContext) => Promise<string>;
}

const newerBuiltIns = [
  "Array.prototype.toSorted",
  "Array.prototype.findLast",
  "Array.prototype.at",
  "Array.fromAsync",
  "Object.groupBy",
  "Object.hasOwn",
  "Promise.withResolvers",
  "Set.prototype.union",
  "String.prototype.isWellFormed",
  "Error.captureStackTrace",
  "Iterator",
  "Intl",
  "WebAssembly",
  "SharedArrayBuffer",
  "WeakRef",
  "structuredClone",
  "queueMicrotask",
  "setTimeout",
  "TextEncoder",
  "URL",
  "crypto",
  "console",
];

/** JavaScript that lists which of the built-ins are missing. */
const missing = `${JSON.stringify(newerBuiltIns)}.filter((path) => {
  let value = globalThis;
  for (const step of path.split(".")) value = value === undefined ? undefined : value[step];
  return value === undefined;
}).join(", ")`;

const depth =
  "let n = 0; const f = () => { n += 1; f(); }; try { f(); } catch {} return n > 5000 ? 'more than 5,000 calls' : n > 200 ? 'hundreds of calls' : 'fewer than 200 calls';";

const hungry = "const a = []; for (;;) a.push(new Array(100000).fill(1.5));";

/** A function of the engine itself, called once. `engine` in its body is the engine's object. */
function engineProbe(name: string, body: string, type = "text"): Probe {
  return { name, look: (context) => answer(context, body, type) };
}

async function answer(
  { client, engine }: ProbeContext,
  body: string,
  type: string,
): Promise<string> {
  await client.query(
    `create or replace function quirk.probe_${type}() returns ${type} language ${engine} as $js$const engine = ${engine}; ${body}$js$`,
  );
  const run = client.query<{ answer: string | null }>(
    `select quirk.probe_${type}()::text as answer`,
  );
  return run.then(({ rows }) => String(rows[0]?.answer ?? null), refusal);
}

function refusal(error: unknown): string {
  const { code = "", message } = error as { code?: string; message: string };
  return `${code}: ${message}`;
}

const row = (expression: string): string =>
  `const [{ v }] = engine.execute("select ${expression} as v"); return typeof v + " " + (typeof v === "bigint" ? String(v) : JSON.stringify(v));`;

/** The engine by itself. */
export const engineProbes: readonly Probe[] = [
  engineProbe("9007199254740991 returned as jsonb", "return { n: 9007199254740991 };", "jsonb"),
  engineProbe("0.1 + 0.2 returned as jsonb", "return { n: 0.1 + 0.2 };", "jsonb"),
  engineProbe("9007199254740991 returned as json", "return { n: 9007199254740991 };", "json"),
  engineProbe("a function returned as jsonb", "return { f: () => 1 };", "jsonb"),
  engineProbe("an async function's result as jsonb", "return (async () => 5)();", "jsonb"),
  {
    name: "when the jobs of promises run",
    look: async (context) => {
      await answer(
        context,
        "globalThis.quirk_jobs = 'never'; Promise.resolve().then(() => { globalThis.quirk_jobs = 'after the call'; }); return 1;",
        "int",
      );
      const { rows } = await context.client.query<{ jobs: string }>(
        "select quirk.jobs() as jobs from (values (1)) v",
      );
      return rows[0]?.jobs ?? "";
    },
  },
  engineProbe(
    "SQLSTATE of a caught error",
    "try { engine.execute('select 1/0'); } catch (error) { return String(error.sqlerrcode) + ' ' + error.message; }",
  ),
  engineProbe("an error that is thrown, at the client", "throw new Error('on purpose');"),
  engineProbe(
    "frames of a stack",
    "return String(new Error('x').stack).split('\\n').filter((line) => /\\d/.test(line))[0].replace(/\\d+/g, 'N').trim();",
  ),
  engineProbe("recursion until the stack ends", depth),
  engineProbe("built-ins that are missing", `return ${missing};`),
  engineProbe(
    "globals beyond the standard",
    `const standard = /^(?:[A-Z].*|globalThis|undefined|eval|isFinite|isNaN|parseFloat|parseInt|(?:de|en)codeURI(?:Component)?|escape|unescape|probe.*|quirk.*|jobs|is_kept|kept)$/;
     return Object.getOwnPropertyNames(globalThis).filter((name) => !standard.test(name)).sort().join(", ");`,
  ),
  engineProbe("memory used up", hungry),
  engineProbe("after that", "return 'the session goes on';"),
  engineProbe(
    "a plan prepared with types, twice",
    "const plan = engine.prepare('select $1::int + 1 as a', ['int']); const a = plan.execute([1])[0].a + plan.execute([2])[0].a; plan.free(); return String(a);",
  ),
  engineProbe("int8 in a row", row("9223372036854775807::int8")),
  engineProbe("numeric in a row", row("12345678901234567890.5")),
  engineProbe("timestamp in a row", row("'2020-01-02 03:04:05.123456'::timestamp")),
  engineProbe("text[][] in a row", row("array[array['a','b'],array['c','d']]")),
  engineProbe("composite in a row", row("row(1, 'a')")),
  engineProbe("Error.prepareStackTrace", "return typeof Error.prepareStackTrace;"),
  engineProbe("RegExp.$1 after a match", "/(b)/.exec('abc'); return String(RegExp.$1);"),
  engineProbe("eval", "return String((0, eval)('1 + 1'));"),
  {
    name: "globals after `create function` in its language",
    look: async (context) => {
      await answer(context, "globalThis.quirk_kept = 'kept'; return 1;", "int");
      await answer(context, "return 1;", "bigint");
      const { rows } = await context.client.query<{ kept: string }>(
        "select quirk.is_kept() as kept from (values (1)) v",
      );
      return rows[0]?.kept ?? "";
    },
  },
  {
    name: "a function made anew in another session",
    look: async (context) => {
      const define = (value: string): string =>
        `create or replace function quirk.changing() returns text language ${context.engine} as $$ return '${value}' $$`;
      const call = "select quirk.changing() as v";
      await context.other.query(define("the old one runs"));
      await context.client.query(call);
      await context.other.query(define("the new one runs"));
      const { rows } = await context.client.query<{ v: string }>(call);
      return rows[0]?.v ?? "";
    },
  },
];

/** A handler, called once. */
function runtimeProbe(name: string, source: string): Probe {
  return {
    name,
    look: async ({ client }) => {
      const app = new App(client);
      await app.define("quirk", source);
      return app.text("quirk", "{}").then((text) => text ?? "null", refusal);
    },
  };
}

const handler = (body: string): string => `export default async (ctx: any) => { ${body} };`;

/** The engine with Stopgap on it. */
export const runtimeProbes: readonly Probe[] = [
  runtimeProbe("9007199254740991 returned", handler("return 9007199254740991;")),
  runtimeProbe("0.1 + 0.2 returned", handler("return 0.1 + 0.2;")),
  runtimeProbe(
    "int8 in a row",
    handler("return (await ctx.db.query('select 9223372036854775807::int8 as v'))[0].v;"),
  ),
  runtimeProbe(
    "timestamp in a row",
    handler(
      "return (await ctx.db.query(\"select '2020-01-02 03:04:05.123456'::timestamp as v\"))[0].v;",
    ),
  ),
  runtimeProbe(
    "SQLSTATE of a caught error",
    handler("try { await ctx.db.query('select 1/0'); } catch (error: any) { return error.code; }"),
  ),
  runtimeProbe("an error that is thrown, at the client", handler("throw new Error('on purpose');")),
  runtimeProbe("recursion until the stack ends", handler(depth)),
  runtimeProbe(
    "built-ins that are missing",
    handler(`return ${missing.replace("let value", "let value: any")};`),
  ),
  runtimeProbe("memory used up", handler(hungry.replace("const a", "const a: unknown[]"))),
  runtimeProbe("after that", handler("return 'the session goes on';")),
  runtimeProbe(
    "a hundred caught errors",
    handler(
      "let n = 0; for (let i = 0; i < 100; i += 1) { try { await ctx.db.query('select 1/0'); } catch { n += 1; } } return n;",
    ),
  ),
  runtimeProbe(
    "eval",
    handler("try { return (0, eval)('1'); } catch (error: any) { return error.name; }"),
  ),
];

/** What the probes call. */
export async function prepareProbes({ client, engine }: ProbeContext): Promise<void> {
  await client.query(`
    create schema quirk; create schema app; set check_function_bodies = off;
    create function quirk.jobs() returns text language ${engine} as $$ return globalThis.quirk_jobs ?? 'with the context, never' $$;
    create function quirk.is_kept() returns text language ${engine} as $$ return globalThis.quirk_kept ?? 'gone' $$;
  `);
}
