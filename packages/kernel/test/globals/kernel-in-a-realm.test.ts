import { fileURLToPath } from "node:url";
import { createContext, Script } from "node:vm";
import { createCompiler } from "@stopgap/compiler";
import { beforeAll, describe, expect, it } from "vitest";
import { kernelOptions, libraryOptions } from "../../scripts/bundle-options.js";
import { bundleScript } from "../../scripts/bundle-script.js";
import { schemaParts } from "../../scripts/schema-parts.js";

const compiler = createCompiler({});
const settings = "\u001f".repeat(7);
let kernelScript: Script;
const libraries = new Map<string, string>();

const folder = fileURLToPath(new URL("../..", import.meta.url));

beforeAll(async () => {
  const kernel = await bundleScript({
    ...kernelOptions,
    alias: {},
    minify: false,
    absWorkingDir: folder,
    entryPoints: ["src/script.ts"],
  });
  kernelScript = new Script(`globalThis.stopgapKernel = (() => {${kernel}})();`);
  for (const { name, source } of schemaParts()) {
    const stdin = { contents: source, resolveDir: folder };
    libraries.set(name, await bundleScript({ ...libraryOptions, stdin, absWorkingDir: folder }));
  }
  const stacks = { ...libraryOptions, entryPoints: ["src/errors/stack.ts"], absWorkingDir: folder };
  libraries.set("stacks", await bundleScript(stacks));
});

type Invoke = (pointer: string, args: string | null, settings: string) => string | null;

/** A kernel in a realm of its own, on an engine whose database has nothing but the given modules. */
class Realm {
  readonly statements: string[] = [];
  readonly #invoke: Invoke;

  constructor(modules: Readonly<Record<string, string>>) {
    const answer = (sql: string): string | null => {
      if (sql.includes("broken")) throw Object.assign(new Error("broken"), { sqlerrcode: "42703" });
      const [, loader, name = ""] = /plts\.(\w+)\('((?:[^']|'')*)'/.exec(sql) ?? [];
      const source = modules[name];
      if (loader === "load_code" && source !== undefined) {
        const { code, diagnostics } = compiler.compile({ source, check: false });
        if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
        return JSON.stringify({ code, abi: 1, imports: {} });
      }
      if (loader === "load_asset") return libraries.get(name) ?? null;
      if (loader === "describe_function")
        return JSON.stringify({ oid: 1, schema: "app", name: "f" });
      return null;
    };
    const execute = (sql: string): unknown => {
      this.statements.push(sql);
      return [{ j: answer(sql) }];
    };
    const context = createContext({ plv8: { execute } });
    kernelScript.runInContext(context);
    this.#invoke = new Script("stopgapKernel.invoke").runInContext(context) as Invoke;
  }

  /** What the shell gets. */
  text(module: string, args = "null"): string | null {
    return this.#invoke(JSON.stringify({ artifact_hash: module }), args, settings);
  }

  call(module: string, args?: string): unknown {
    const text = this.text(module, args);
    if (text?.startsWith("!")) {
      const { message } = JSON.parse(text.slice(1)) as { message: string };
      throw new Error(message);
    }
    return text === null ? null : JSON.parse(text);
  }
}

function run(source: string, args?: string): unknown {
  return new Realm({ m: source }).call("m", args);
}

describe("the kernel in a realm of its own", () => {
  it("runs handlers, with and without a wrapper", () => {
    expect(run("export default (ctx) => ctx.args;", '{"n": 5}')).toEqual({ n: 5 });
    const source = `import { query, v } from "@stopgap/runtime";
      export default query(v.object({ n: v._default(v.int(), 4) }), async ({ n }, ctx) => [n + 1, ctx.db.mode]);`;
    expect(run(source, "{}")).toEqual([5, "ro"]);
    expect(() => run(source, '{"n": "x"}')).toThrow(
      "stopgap args validation failed at $.n: expected int, received string",
    );
  });

  it("gives every digit back", () => {
    const realm = new Realm({ m: "export default (ctx) => ctx.args;" });
    const text = '{"a":[9223372036854775807,0.30000000000000004],"b":-12345678901234567890}';
    expect(realm.text("m", text)).toBe(text);
  });

  it("waits for promises, and says when that has no end", () => {
    expect(run("export default async () => { await null; return 1; };")).toBe(1);
    expect(() => run("export default () => new Promise(() => {});")).toThrow(
      "handler promise never settles",
    );
    expect(() => run("export default () => { Promise.reject(new Error('lost')); };")).toThrow(
      "lost",
    );
  });

  it("says what an export must be", () => {
    for (const source of ["export const a = 1;", "export default 5;"]) {
      expect(() => run(source)).toThrow("module export 'default' must be a function");
    }
    const realm = new Realm({});
    expect(() => realm.call("nothing")).toThrow("artifact nothing does not exist");
  });

  /** Whatever a module tries to change of what all modules share, it is told so, and the next one finds it as it was. */
  it.each([
    "Array.prototype.push = () => 0;",
    "Array.prototype.map = null;",
    "Array.prototype[Symbol.iterator] = null;",
    "Object.prototype.then = (f) => f(1);",
    "Object.prototype.toString = () => 'x';",
    "Object.prototype.polluted = 1;",
    "Object.defineProperty(Object.prototype, 'toJSON', { value: () => 1 });",
    "Object.setPrototypeOf(Object.prototype, null); Object.setPrototypeOf(Array.prototype, {});",
    "Function.prototype.apply = () => 0;",
    "Function.prototype.call = null;",
    "String.prototype.replace = () => 'x';",
    "Map.prototype.get = () => 0;",
    "Map.prototype.constructor = 1;",
    "RegExp.prototype.exec = () => null;",
    "RegExp.prototype.constructor = 1; RegExp.prototype.flags = 1;",
    "Promise.prototype.then = () => 0;",
    "Promise.resolve = () => 0;",
    "JSON.stringify = () => '1';",
    "JSON.parse = () => 1;",
    "Reflect.apply = () => 0;",
    "Object.keys = () => [];",
    "Number.isFinite = () => true;",
    "Math.max = () => 0;",
    "Symbol.prototype.description = 1;",
    "Date.now = () => 0;",
    "Error.prototype.message = 'x'; Error.prepareStackTrace = () => 'x';",
    "Error.prepareStackTrace = (e, frames) => frames[0].getThis();",
    "Error.stackTraceLimit = 0;",
    "BigInt.prototype.toJSON = () => 1;",
    "Uint8Array.prototype.fill = 1;",
    "Object.getPrototypeOf(Uint8Array.prototype).set = 1;",
    "Object.getPrototypeOf(function* () {}).next = 1;",
    "Object.getPrototypeOf(Object.getPrototypeOf((function* () {})())).next = 1;",
    "Object.getPrototypeOf([][Symbol.iterator]()).next = 1;",
    "Object.getPrototypeOf(new Map().entries()).next = 1;",
    "Object.getPrototypeOf(new Set().values()).next = 1;",
    "Object.getPrototypeOf(''.matchAll(/x/g)).next = 1;",
    "Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())).x = 1;",
    "(async () => {})().constructor.prototype.then = 1;",
    "Intl.NumberFormat.prototype.format = 1;",
    "Intl.DateTimeFormat = 1;",
  ])("keeps what modules share as it is: %s", (statement) => {
    const realm = new Realm({
      attack: `export default () => { ${statement} };`,
      victim: `import { v } from "@stopgap/runtime";
        export default async () => {
          const seen = [1, 2].map((x) => x * 2);
          seen.push(...new Map([[1, 3]]).values());
          const text = "abc".replace(/b/, "x") + JSON.stringify({ a: [1] }) + String([]) + {}.toString();
          return [seen, text, {}.polluted ?? null, await Promise.all([1, Promise.resolve(2)]), v.int().parse(5)];
        };`,
    });
    expect(() => realm.call("attack")).toThrow();
    expect(realm.call("victim")).toEqual([
      [2, 4, 3],
      'axc{"a":[1]}[object Object]',
      null,
      [1, 2],
      5,
    ]);
  });

  it.each([
    `const e = new Error("a"); e.name = "NotFound"; e.message = "b"; return [e.name, e.message, String(e)];`.replace(
      "return",
      "out =",
    ),
    `class E extends Error { constructor() { super("m"); this.name = "E"; } } out = String(new E());`,
    `class E extends TypeError { get name() { return "G"; } } out = new E().name;`,
    `const o = { toString() { return "own"; } }; out = String(o);`,
    `const o = {}; o.toString = () => "set"; o.constructor = 5; o.valueOf = 1; out = [String(o), o.constructor, Object.keys(o)];`,
    `class A { toString() { return "class"; } } A.prototype.valueOf = () => 7; out = [String(new A()), new A() * 1];`,
    `function F() {} F.prototype.constructor = F; F.prototype.toString = () => "proto"; out = String(new F());`,
    `const f = () => 1; f.displayName = "x"; f.call = 5; out = [f.displayName, f.call];`,
    `const o = Object.create({ a: 1 }); o.hasOwnProperty = 3; out = o.hasOwnProperty;`,
    `const { toString, ...rest } = { toString: 1, a: 2 }; out = [toString, rest];`,
    `out = Object.assign({}, { constructor: 1, toString: 2 });`,
    `class List extends Array { push(x) { return super.push(x * 2); } } const l = new List(); l.push(4); out = [...l];`,
    `class Own extends Map { get(k) { return "own"; } } out = new Own().get(1);`,
    `const m = new Map(); m.custom = 1; out = m.custom;`,
  ])("lets programs override on their own objects what is frozen on the built-ins: %s", (body) => {
    const native = new Script(
      `(() => { "use strict"; let out; ${body} return JSON.stringify(out); })()`,
    ).runInThisContext() as string;
    expect(run(`export default () => { let out; ${body} return out; };`)).toEqual(
      JSON.parse(native),
    );
  });

  /** Every known way to the engine's own object, or to code that would see it. */
  it.each([
    "plv8",
    "globalThis.plv8",
    "globalThis.globalThis['pl' + 'v8']",
    "stopgapKernel",
    "(function () { return this; })()?.plv8",
    "(() => { try { return Function('return plv8')(); } catch { return undefined; } })()",
    "(() => { try { return (() => {}).constructor('return plv8')(); } catch { return undefined; } })()",
    "(() => { try { return (function* () {}).constructor('yield plv8')().next().value; } catch { return undefined; } })()",
    "(() => { try { return (async () => {}).constructor('return plv8')(); } catch { return undefined; } })()",
    "(() => { try { return Object.getPrototypeOf(async function* () {}).constructor('return plv8'); } catch { return undefined; } })()",
    "(() => { try { return [].map.constructor('return plv8')(); } catch { return undefined; } })()",
    "(() => { try { return Reflect.construct([].map.constructor, ['return plv8'])(); } catch { return undefined; } })()",
    "(() => { try { return Reflect.construct(Object, [], Function).plv8; } catch { return undefined; } })()",
    "(() => { try { return eval('plv8'); } catch { return undefined; } })()",
    "(() => { try { return (0, eval)('plv8'); } catch { return undefined; } })()",
    "(() => { try { return class extends Function {}; } catch { return undefined; } })() && (() => { try { const F = class extends Function {}; return new F('return plv8')(); } catch { return undefined; } })()",
    "(() => { try { return valueOf().plv8; } catch { return undefined; } })()",
    "(() => { try { return __lookupGetter__('plv8'); } catch { return undefined; } })()",
    "(() => { try { return constructor.constructor('return plv8')(); } catch { return undefined; } })()",
    "(() => { try { null.f; } catch (e) { return e.constructor.constructor === Function ? undefined : e; } })()",
    "(() => { try { return [1].sort(function () { return this?.plv8 ? 1 : 0; }) && [1].map(function () { return this; })[0]; } catch { return undefined; } })()",
    "(() => { try { return JSON.parse('1', function () { return this.plv8; }); } catch { return undefined; } })()",
    "Object.getOwnPropertyNames(globalThis).find((name) => name.includes('plv8'))",
  ])("does not lead to the engine: %s", (expression) => {
    expect(run(`export default () => typeof (${expression});`)).toBe("undefined");
  });

  /** What a handler can get hold of beside the built-ins is shared by all modules as well. */
  it.each([
    "Object.getPrototypeOf(ctx.db).query = () => Promise.resolve(['forged']);",
    "ctx.db.constructor.prototype.exec = 1;",
    "ctx.db.query = 1;",
    "ctx.db.mode = 'rw';",
    "Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})()))[Symbol.asyncIterator] = 1; Object.getPrototypeOf((async function* () {})())[Symbol.asyncIterator] = () => { throw 1; };",
    "Object.getPrototypeOf((async function* () {})())[Symbol.asyncIterator].call = 1;",
    "await ctx.db.query(5).catch((error) => { error.constructor.prototype.toString = 1; Object.getPrototypeOf(error).x = 1; throw error; });",
    "await ctx.db.query('').catch((error) => { Object.getPrototypeOf(error).x = 1; });",
    "await ctx.db.query('select $1', []).catch((error) => { error.constructor.prototype.x = 1; });",
    "await ctx.db.query('select $1', [() => 1]).catch((error) => { error.constructor.prototype.x = 1; });",
    "await ctx.db.query('select broken').catch((error) => { error.constructor.prototype.x = 1; });",
    "query.x = 1;",
    "v.int = 1;",
    "v.iso.date = 1;",
    "Object.getPrototypeOf(v.int()).parse = () => 1;",
    "Object.getPrototypeOf(v.int()._zod).run = () => 1;",
    "v.int()._zod.constr.x = 1;",
    "v.xor([])._zod.constr.prototype.parse = () => 1;",
    "v.ZodMiniXor.x = 1;",
    "v.ZodMiniXor.prototype.parse = () => 1;",
    "v.regexes.email = 1;",
    "v.email()._zod.def.pattern.compile('');",
    "v.globalRegistry.clear();",
    "v.registry().constructor.prototype.add = () => 1;",
    "v.int().safeParse('x').error.constructor.prototype.x = 1;",
    "try { validateArgs(v.int(), 'x'); } catch (error) { error.constructor.prototype.x = 1; }",
  ])("keeps what a handler is given as it is: %s", (statement) => {
    const realm = new Realm({
      attack: `import { query, v, validateArgs } from "@stopgap/runtime"; export default async (ctx) => { ${statement} };`,
      victim: `export default async (ctx) => {
          const seen = [];
          for await (const x of (async function* () { yield 1; })()) seen.push(x);
          return [seen, await ctx.db.query("select 1")];
        };`,
    });
    expect(() => realm.call("attack")).toThrow();
    expect(realm.call("victim")).toEqual([[1], []]);
  });

  it.each([
    "ctx.db.mode = 'rw';",
    "Object.defineProperty(ctx.db, 'mode', { value: 'rw' });",
    "Object.setPrototypeOf(ctx.db, { mode: 'rw', exec: ctx.db.exec });",
    "ctx.db.__proto__.mode = 'rw';",
    "get.__stopgap_kind = 'mutation';",
  ])("stays read-only in a query, whatever it does to its context: %s", (statement) => {
    const realm = new Realm({
      m: `import { query } from "@stopgap/runtime";
        const get = query(async (_args, ctx) => {
          try { ${statement} } catch { /* refused */ }
          const exec = ctx.db.exec;
          await Reflect.apply(exec, ctx.db, ["delete from t"]);
        });
        export default get;`,
    });
    expect(() => realm.call("m")).toThrow("db.exec is disabled for stopgap.query handlers");
    expect(realm.statements.join()).not.toContain("delete");
  });

  it("freezes nothing of the realm around it", () => {
    expect(Object.isFrozen(Array.prototype)).toBe(false);
    expect(Object.isFrozen(Object.prototype)).toBe(false);
  });
});
