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

async function importMap(name: string): Promise<unknown> {
  const { rows } = await database.client.query<{ map: unknown }>(
    `select plts.pointer('app.${name}(jsonb)'::regprocedure) -> 'import_map' as map`,
  );
  return rows[0]?.map;
}

async function refusal(name: string, source: string): Promise<string> {
  const { code, message } = await failure(app.define(name, source));
  expect(code).toBe("42601");
  return message;
}

const importing = (name: string) =>
  `import { n } from "@stopgap/app/${name}"; export default () => n;`;

describe("another function of the schema", () => {
  it("gives its handler and whatever else it exports", async () => {
    await app.define(
      "price",
      `import { query, v } from "@stopgap/runtime";
       export const tax = 20;
       export default query(v.object({ net: v.int() }), ({ net }) => net + tax);`,
    );
    await app.define(
      "cart",
      `import price, { tax } from "@stopgap/app/price";
       export default async (ctx) => [tax, price.__stopgap_kind, await price({ ...ctx, args: { net: 100 } })];`,
    );
    expect(await app.call("cart")).toEqual([20, "query", 120]);
  });

  it("is typed by its source", async () => {
    await app.define("typed", "export const n = 'text'; export default () => n;");
    expect(
      await refusal(
        "wrong",
        `import { n } from "@stopgap/app/typed"; export const m: number = n; export default () => m;`,
      ),
    ).toBe("line 1, column 54: Type 'string' is not assignable to type 'number'.");
  });

  it("takes effect at the importer's next call, in every session, when it is redefined (SG-X16)", async () => {
    const other = new App(await database.connect());
    await app.define("leaf", "export const n = 1; export default () => n;");
    await app.define("middle", `export { n, default } from "@stopgap/app/leaf";`);
    await app.define("top", importing("middle"));
    expect([await app.call("top"), await other.call("top")]).toEqual([1, 1]);
    await app.define("leaf", "export const n = 2; export default () => n;");
    expect([await app.call("top"), await other.call("top")]).toEqual([2, 2]);
    await other.define("middle", "export const n = 3; export default () => n;");
    expect([await app.call("top"), await other.call("top")]).toEqual([3, 3]);
    await other.client.query("discard all");
    await app.define("middle", `export { n, default } from "@stopgap/app/leaf";`);
    expect([await app.call("top"), await other.call("top")]).toEqual([2, 2]);
  });

  it("counts as it is in the transaction, and as it was when that is rolled back", async () => {
    await app.define("undone", "export const n = 1; export default () => n;");
    await app.define("sees_undone", importing("undone"));
    await database.client.query("begin");
    await app.define("undone", "export const n = 2; export default () => n;");
    expect(await app.call("sees_undone")).toBe(2);
    await database.client.query("rollback");
    expect(await app.call("sees_undone")).toBe(1);
  });

  it("counts as it is when the call itself has redefined it", async () => {
    await app.define("own", "export const n = 1; export default () => n;");
    await app.define("sees_own", importing("own"));
    const definition = "create or replace function app.own(args jsonb) returns jsonb language plts";
    await app.define(
      "redefines",
      `export default async (ctx) => {
         const before = await ctx.db.query("select app.sees_own('{}') as n");
         await ctx.db.exec("${definition} as 'export const n = 2; export default () => n;'");
         return [before, await ctx.db.query("select app.sees_own('{}') as n")];
       };`,
    );
    expect(await app.call("redefines")).toEqual([[{ n: 1 }], [{ n: 2 }]]);
  });

  it("may come to import more than when its importer was created", async () => {
    await database.client.query(
      "select plts.set_import('late-kit', plts.compile_and_store('export const n = 4;'))",
    );
    await app.define("growing", "export const n = 1; export default () => n;");
    await app.define("sees_growing", importing("growing"));
    expect(await app.call("sees_growing")).toBe(1);
    await app.define(
      "grown",
      `import { n } from "late-kit"; export { n }; export default () => n;`,
    );
    await app.define("growing", `export { n, default } from "@stopgap/app/grown";`);
    expect(await app.call("sees_growing")).toBe(4);
  });

  it("shares its state with those who import it", async () => {
    await app.define(
      "counter",
      "let n = 0; export const count = () => (n += 1); export default count;",
    );
    await app.define(
      "counts",
      `import { count } from "@stopgap/app/counter"; export default () => count();`,
    );
    expect([await app.call("counts"), await app.call("counter"), await app.call("counts")]).toEqual(
      [1, 2, 3],
    );
    await database.client.query("set plts.isolation = 'call'");
    expect([await app.call("counts"), await app.call("counts")]).toEqual([1, 1]);
    await database.client.query("reset plts.isolation");
    expect(await app.call("counts")).toBe(4);
  });

  it("is one of each role's own, in the same session", async () => {
    await database.client.query("grant usage on schema app to app_user");
    await app.define("of_role", "export const n = 1; export default () => n;");
    await app.define("sees_role", importing("of_role"));
    expect(await app.call("sees_role")).toBe(1);
    await database.client.query("set role app_user");
    expect(await app.call("sees_role")).toBe(1);
    await database.client.query("reset role");
    await app.define("of_role", "export const n = 2; export default () => n;");
    await database.client.query("set role app_user");
    expect(await app.call("sees_role")).toBe(2);
    await database.client.query("reset role");
  });

  it("may have a name of any kind", async () => {
    for (const name of ['with "quotes" and \\', "naïve 😀", "a/b", "$$", "x".repeat(63)]) {
      const identifier = database.client.escapeIdentifier(name);
      for (const standard of ["on", "off"]) {
        await database.client.query(`set standard_conforming_strings = ${standard}`);
        await database.client.query(
          `create or replace function app.${identifier}(args jsonb) returns jsonb language plts as $ts$export const n = 5; export default () => n;$ts$`,
        );
        const specifier = JSON.stringify(`@stopgap/app/${name}`);
        expect(await app.run(`import { n } from ${specifier}; export default () => n;`), name).toBe(
          5,
        );
      }
    }
    await database.client.query("reset standard_conforming_strings");
  });

  it("is named in a stack by schema and name", async () => {
    await app.define(
      "thrower",
      "export const fail = () => {\n  throw new Error('here');\n};\nexport default fail;",
    );
    await app.define(
      "catcher",
      `import { fail } from "@stopgap/app/thrower";\nexport default () => {\n  return fail();\n};`,
    );
    const { detail } = await failure(app.call("catcher"));
    const { stack } = JSON.parse(detail) as { stack: string };
    expect(stack).toMatch(/^at \S+ \(app\.thrower\.ts:2:\d+\)\nat .* \(app\.catcher\.ts:3:\d+\)$/);
  });
});

describe("what is no function to import", () => {
  it("is refused with the reason", async () => {
    await database.client.query(`
      create schema other;
      create function other.f(args jsonb) returns jsonb language plts as 'export default () => 1';
      create function app.in_sql(args jsonb) returns jsonb language sql as 'select args';
      create function app.of_int(n integer) returns integer language plts as 'export default () => 1';
      create function app.overloaded(args jsonb) returns jsonb language plts as 'export default () => 1';
      create function app.overloaded(args jsonb, more jsonb) returns jsonb language plts as 'export default () => 1'`);
    const reasons = {
      "@stopgap/other/f": "a function can import those of its own schema, which is app",
      "@stopgap/app/missing": "there is no function app.missing",
      "@stopgap/app/in_sql": "function app.in_sql is not written in TypeScript",
      "@stopgap/app/of_int": "function app.of_int does not take one jsonb and return jsonb",
      "@stopgap/app/overloaded": "function app.overloaded is overloaded",
    };
    for (const [specifier, reason] of Object.entries(reasons)) {
      expect(await refusal("wrong", `import "${specifier}"; export default () => 1;`)).toBe(
        `line 1, column 8: Cannot import "${specifier}": ${reason}.`,
      );
    }
  });

  it("can be imported by no module that belongs to no function", async () => {
    const { message } = await failure(
      database.client.query(`select plts.compile_and_store('import "@stopgap/app/price";')`),
    );
    expect(message).toContain(
      "only a function of the schema app can import it, and this module belongs to no function",
    );
  });

  it("is a cycle, refused with its members", async () => {
    await app.define("a", "export const n = 1; export default () => n;");
    await app.define("b", importing("a"));
    await app.define("c", `import "@stopgap/app/b"; export default () => 1;`);
    const cannot = "line 1, column 8: Cannot import";
    expect(await refusal("a", `import "@stopgap/app/a"; export default () => 1;`)).toBe(
      `${cannot} "@stopgap/app/a": it is part of an import cycle: app.a -> app.a.`,
    );
    expect(await refusal("a", `import "@stopgap/app/c"; export default () => 1;`)).toBe(
      `${cannot} "@stopgap/app/c": it is part of an import cycle: app.a -> app.c -> app.b -> app.a.`,
    );
    expect(await app.call("b")).toBe(1);
  });

  it("is a cycle that came about unchecked, an error at the call", async () => {
    await database.client.query("set check_function_bodies = off");
    await app.define("one", `import "@stopgap/app/two"; export default () => 1;`);
    await app.define("two", `import "@stopgap/app/one"; export default () => 1;`);
    await database.client.query("reset check_function_bodies");
    const { code, message } = await failure(app.call("one"));
    expect(code).toBe("0A000");
    expect(message).toMatch(/^modules import each other: .*app\.two\.ts -> app\.one\.ts$/);
  });

  it("may come later when bodies are not checked, and is missed by its name until then", async () => {
    await database.client.query("set check_function_bodies = off");
    await app.define("early", importing("coming"));
    await database.client.query("reset check_function_bodies");
    expect(await importMap("early")).toEqual({ "@stopgap/app/coming": null });
    expect(await failure(app.call("early"))).toMatchObject({
      code: "42704",
      message: 'module "@stopgap/app/coming" cannot be imported',
    });
    await app.define("coming", "export const n = 6; export default () => n;");
    expect(await app.call("early")).toBe(6);
    await database.client.query("drop function app.coming(jsonb)");
    expect((await failure(app.call("early"))).code).toBe("42704");
  });
});
