import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query("create schema app");
});
afterAll(() => database.drop());

async function value<T>(sql: string, values: readonly unknown[] = []): Promise<T> {
  const { rows } = await database.client.query<{ value: T }>(`select ${sql} as value`, [...values]);
  return rows[0]?.value as T;
}

function store(source: string): Promise<string> {
  return value("plts.compile_and_store($1)", [source]);
}

function artifact(name: string): Promise<{ hash: string; imports: Record<string, unknown> }> {
  return value(
    `(select jsonb_build_object('hash', a.artifact_hash, 'imports', a.imports) from plts.artifact a
      where a.artifact_hash = plts.pointer('app.${name}(jsonb)'::regprocedure) ->> 'artifact_hash')`,
  );
}

const url = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;

describe("what a module's own source says of its imports", () => {
  it("leads to data: URLs, to artifacts, and from these to data: URLs (SG-M01)", async () => {
    const nested = await store(
      `import { n } from "${url("export const n = 20;")}"; export const m: number = n + 1;`,
    );
    const base64 = Buffer.from("export default (n) => n * 2;").toString("base64");
    await app.define(
      "main",
      `import { m } from "plts+artifact:${nested}";
       import double from "data:text/javascript;base64,${base64}";
       export default () => double(m);`,
    );
    expect(await app.call("main")).toBe(42);
  });

  it("leads by an inline map to whatever it says, before the environment's (SG-M01)", async () => {
    const one = await store("export const n = 1;");
    const two = await store("export const n = 2;");
    await value("plts.set_import('mapped', $1)", [one]);
    const source = `import { n } from "mapped"; export default () => n;`;
    expect(await app.run(source)).toBe(1);
    for (const target of [two, `plts+artifact:${two}`, url("export const n = 2;")]) {
      const map = JSON.stringify({ mapped: target });
      expect(await app.run(`// plts-import-map: ${map}\n${source}`)).toBe(2);
    }
  });

  it("is not said by a map that is no JSON (SG-M03)", async () => {
    const { message } = await failure(
      app.define("wrong", `// plts-import-map: {"a": \nimport "a"; export default () => 1;`),
    );
    expect(message).toContain(`Cannot import "a": no package of that name is in plts.import_map`);
  });

  it("is stored with the artifact, a data: module as an artifact of its own", async () => {
    const held = "export const n = 1;";
    const hash = await store("export const m = 2;");
    await app.define(
      "kept",
      `import { n } from "${url(held)}"; import { m } from "plts+artifact:${hash}";
       import { query } from "@stopgap/runtime"; export default query(() => n + m);`,
    );
    const { imports } = await artifact("kept");
    expect(imports).toEqual({
      [url(held)]: expect.stringMatching(/^sha256:/) as string,
      [`plts+artifact:${hash}`]: hash,
    });
    expect(await value("plts.get_artifact($1)", [imports[url(held)]])).toMatchObject({
      source_ts: held,
      compiler_opts: { language: "js", source_map: true },
    });
    expect(await value(`plts.pointer('app.kept(jsonb)'::regprocedure)`)).not.toHaveProperty(
      "import_map",
    );
  });

  it("is evaluated when it is reached where it is imported dynamically", async () => {
    const broken = url(
      "export const n = fail(); function fail() { throw new Error('broken on purpose'); }",
    );
    await app.define(
      "later",
      `export default async (ctx) => (ctx.args === null ? 1 : (await import("${broken}")).n);`,
    );
    expect(await app.call("later", null)).toBe(1);
    expect((await failure(app.call("later", {}))).message).toBe("broken on purpose");
  });

  it("is lowered as all code is: it can be async, and it can be stopped", async () => {
    const text = `export const wait = async () => { await null; return 5; };
      export const spin = () => { for (;;); };
      export const n = await Promise.resolve(2);`;
    await app.define(
      "lowered",
      `import { wait, spin, n } from "${url(text)}";
       export default async (ctx) => (ctx.args === null ? spin() : (await wait()) + n);`,
    );
    expect(await app.call("lowered", {})).toBe(7);
    await database.client.query("set statement_timeout = '100ms'");
    expect((await failure(app.call("lowered", null))).code).toBe("57014");
    await database.client.query("reset statement_timeout");
    expect(await app.call("lowered", {})).toBe(7);
  });

  it("is checked when the function is created", async () => {
    const hash = await store("export const s = 'text';");
    const refusals = [
      [
        `import { s } from "plts+artifact:${hash}"; const n: number = s; export default () => n;`,
        "Type 'string' is not assignable to type 'number'.",
      ],
      [
        `import { x } from "plts+artifact:${hash}"; export default () => x;`,
        "has no exported member 'x'",
      ],
      [
        `import { s } from "${url("export const s = 'text';")}"; const n: number = s; export default () => n;`,
        "Type 'string' is not assignable to type 'number'.",
      ],
      [
        `import "${url("export {")}"; export default () => 1;`,
        "in it, line 1, column 9: '}' expected",
      ],
      [`import "plts+artifact:sha256:0"; export default () => 1;`, "there is no artifact sha256:0"],
    ] as const;
    for (const [source, message] of refusals) {
      const refused = await failure(app.define("wrong", source));
      expect(refused.code, source).toBe("42601");
      expect(refused.message, source).toContain(message);
    }
  });

  it("gives the same bytes, and what is in them, as in Node", async () => {
    const { createCompiler, loadDeclarations, artifactHash } = await import("@stopgap/compiler");
    const held = "export const n = await f(1); async function f(x) { return x; }";
    const source = `import { n } from "${url(held)}"; export default () => n;`;
    const compiled = createCompiler(loadDeclarations()).compile({ source });
    const { imports } = compiled;
    expect(await store(source)).toBe(artifactHash({ ...compiled, source }));
    const inner = imports[url(held)];
    if (inner === null || typeof inner !== "object") throw new Error("no module");
    expect(
      await value("(select imports from plts.artifact where source_ts = $1)", [source]),
    ).toEqual({ [url(held)]: artifactHash(inner) });
  });

  it("names the file of a module in an error's stack", async () => {
    const text = "export function fail() {\n  throw new Error('here');\n}";
    await app.define(
      "failing",
      `import { fail } from "${url(text)}";\nexport default () => {\n  fail();\n};`,
    );
    const { detail } = await failure(app.call("failing"));
    const { stack } = JSON.parse(detail) as { stack: string };
    expect(stack.split("\n")).toEqual([
      expect.stringMatching(/^at fail \(data:[0-9a-f]{12}\.js:2:\d+\)$/) as string,
      expect.stringMatching(/^at .* \(app\.failing\.ts:3:\d+\)$/) as string,
    ]);
  });

  it("imports from code that was compiled elsewhere too", async () => {
    const { createCompiler, loadDeclarations } = await import("@stopgap/compiler");
    const source = `export { n } from "${url("export const n = 9;")}";`;
    const { code } = createCompiler(loadDeclarations()).compile({ source });
    const hash = await value<string>("plts.upsert_artifact($1, $2)", [source, code]);
    expect(
      await app.run(`import { n } from "plts+artifact:${hash}"; export default () => n;`),
    ).toBe(9);
  });
});
