import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query("create schema app");
});
afterAll(() => database.drop());

async function one(sql: string): Promise<Record<string, unknown>> {
  const { rows } = await database.client.query<Record<string, unknown>>(sql);
  return rows[0] ?? {};
}

async function body(name: string): Promise<string> {
  const { prosrc } = await one(`select prosrc from pg_proc where proname = '${name}'`);
  return String(prosrc);
}

const answer = "\nexport default () => 42;\n";

describe("creating a function", () => {
  it("keeps the source readable in the body, and the function callable", async () => {
    await app.define("answer", answer);
    expect(await app.call("answer")).toBe(42);
    expect((await body("answer")).split("\n").slice(1, 4)).toEqual([
      "--",
      "-- export default () => 42;",
      "--",
    ]);
    expect(await one("select plts.source('app.answer(jsonb)') as source")).toEqual({
      source: answer,
    });
  });

  it("SG-A04 refuses a type error with its line and column", async () => {
    const { code, message, detail } = await failure(
      app.define(
        "wrong",
        `
import { query, v } from "@stopgap/runtime";
const schema = v.object({ id: v.int() });
export default query(schema, async (args) => args.id.toUpperCase());
`,
      ),
    );
    expect(code).toBe("42601");
    expect(message).toBe(
      "line 4, column 54: Property 'toUpperCase' does not exist on type 'number'.",
    );
    expect(JSON.parse(detail)).toEqual([
      {
        severity: "error",
        phase: "semantic",
        code: 2339,
        message: "Property 'toUpperCase' does not exist on type 'number'.",
        line: 4,
        column: 54,
      },
    ]);
    expect(await one("select count(*)::int from pg_proc where proname = 'wrong'")).toEqual({
      count: 0,
    });
  });

  it("refuses a body that exports no function", async () => {
    const { message } = await failure(app.define("wrong", "export const a = 1;"));
    expect(message).toMatch(/no default export/);
    expect((await failure(app.define("wrong", "export default 1;"))).message).toMatch(
      /no function/,
    );
  });

  it("refuses an import of what is not there, by its name", async () => {
    const { code, message } = await failure(
      app.define(
        "wrong",
        'import { readFileSync } from "node:fs";\nexport default () => readFileSync("/");',
      ),
    );
    expect(code).toBe("42601");
    expect(message).toContain('Cannot import "node:fs"');
    expect(message).toContain("line 1, column 30");
  });

  it("refuses code without a function", async () => {
    expect((await failure(database.client.query("do language plts 'export default 1'"))).code).toBe(
      "0A000",
    );
  });

  it("checks the syntax only when function bodies are not to be checked", async () => {
    await database.client.query("set check_function_bodies = off");
    try {
      await app.define("unchecked", "export default () => (1).nothing;");
      expect((await failure(app.define("wrong", "export default () => {"))).code).toBe("42601");
    } finally {
      await database.client.query("reset check_function_bodies");
    }
    expect(await app.call("unchecked")).toBeNull();
    expect(
      await one("select is_checked from plts.artifact where source_ts like '%(1).nothing%'"),
    ).toEqual({ is_checked: false });
  });

  it("keeps how the function was declared", async () => {
    await database.client.query("create role declared_owner");
    await database.client.query("grant create, usage on schema app to declared_owner");
    await app.define(
      "declared",
      answer,
      "stable strict security definer cost 7 leakproof set work_mem = '8MB' set datestyle = 'ISO, DMY'",
    );
    await database.client.query("comment on function app.declared is 'a comment'");
    await database.client.query("alter function app.declared owner to declared_owner");
    await database.client.query("grant execute on function app.declared to app_user");
    await app.define(
      "declared",
      `${answer} `,
      "stable strict security definer cost 7 leakproof set work_mem = '8MB' set datestyle = 'ISO, DMY'",
    );
    expect(
      await one(`select provolatile, proisstrict, prosecdef, procost, proleakproof, proparallel, proconfig,
          proowner::regrole::text as owner, obj_description(oid) as comment,
          has_function_privilege('app_user', oid, 'execute') as granted,
          (select lanname from pg_language l where l.oid = prolang) as language
        from pg_proc where proname = 'declared'`),
    ).toEqual({
      provolatile: "s",
      proisstrict: true,
      prosecdef: true,
      procost: 7,
      proleakproof: true,
      proparallel: "u",
      proconfig: ["work_mem=8MB", "DateStyle=ISO, DMY"],
      owner: "declared_owner",
      comment: "a comment",
      granted: true,
      language: "plts",
    });
    await database.client.query(
      "drop function app.declared; drop owned by declared_owner; drop role declared_owner",
    );
  });

  it("takes effect at the next call in every session", async () => {
    const other = new App(await database.connect());
    await app.define("changing", "export default () => 'first';");
    expect(await other.call("changing")).toBe("first");
    await app.define("changing", "export default () => 'second';");
    expect(await other.call("changing")).toBe("second");
  });

  it("works for names and sources of any kind", async () => {
    const names = ['with "quotes" and $$', "back\\slash", "naïve 😀", "x".repeat(63)];
    const source = `export default () => '$$ $function$ \\\\ " 😀';`;
    for (const standard of ["on", "off"]) {
      await database.client.query(`set standard_conforming_strings = ${standard}`);
      for (const name of names) {
        const identifier = database.client.escapeIdentifier(name);
        await database.client.query(
          `create or replace function app.${identifier}(args jsonb) returns jsonb language plts as $ts$${source}$ts$`,
        );
        expect(await one(`select app.${identifier}('{}') as answer`)).toMatchObject({
          answer: expect.stringContaining("$function$") as string,
        });
      }
    }
    await database.client.query("reset standard_conforming_strings");
  });

  it("keeps a source with other line endings apart from the code of its shell", async () => {
    await app.define("endings", "// a comment\rexport default () => 1; // x\r\n// end");
    expect(await app.call("endings")).toBe(1);
    expect((await body("endings")).split("\n").slice(1, 4)).toEqual([
      "-- // a comment",
      "-- export default () => 1; // x",
      "-- // end",
    ]);
  });
});

describe("a shell as a body", () => {
  it("is taken as it is", async () => {
    await app.define("shell", answer);
    const before = await body("shell");
    const { definition } = await one(
      "select pg_get_functiondef('app.shell(jsonb)'::regprocedure) as definition",
    );
    await database.client.query(String(definition));
    expect(await body("shell")).toBe(before);
  });

  it("is restored before its artifact is there", async () => {
    await app.define("restored", "export default () => 'restored';");
    const { definition } = await one(
      "select pg_get_functiondef('app.restored(jsonb)'::regprocedure) as definition",
    );
    await database.client.query("drop function app.restored(jsonb)");
    const artifact = await one(
      "select to_jsonb(a) as row from plts.artifact a where source_ts like '%''restored''%'",
    );
    await database.client.query("delete from plts.artifact where source_ts like '%''restored''%'");
    await database.client.query("set check_function_bodies = off; set search_path = ''");
    await database.client.query(String(definition));
    await database.client.query("reset check_function_bodies; reset search_path");
    expect((await failure(app.call("restored"))).message).toMatch(
      /artifact sha256:\w+ does not exist/,
    );
    await database.client.query(
      "insert into plts.artifact select * from jsonb_populate_record(null::plts.artifact, $1)",
      [artifact["row"]],
    );
    expect(await app.call("restored")).toBe("restored");
  });

  it("is compiled anew when its source has been edited", async () => {
    await app.define("edited", "export default () => 'before';");
    const { definition } = await one(
      "select pg_get_functiondef('app.edited(jsonb)'::regprocedure) as definition",
    );
    await database.client.query(String(definition).replace("'before'", "'after'"));
    expect(await app.call("edited")).toBe("after");
    expect(await one("select plts.source('app.edited(jsonb)') as source")).toEqual({
      source: "export default () => 'after';",
    });
  });

  it("is refused when anything but its source has been changed", async () => {
    await app.define("forged", answer);
    const { definition } = await one(
      "select pg_get_functiondef('app.forged(jsonb)'::regprocedure) as definition",
    );
    for (const [from, to] of [
      ["\nbegin\n", "\nbegin\n  delete from pg_class;\n"],
      ['"plts": 1', '"plts":1'],
      ["end$function$", "end $function$"],
    ] as const) {
      const { code, message } = await failure(
        database.client.query(String(definition).replace(from, to)),
      );
      expect(code).toBe("42601");
      expect(message).toMatch(/begins like a shell/);
    }
    expect((await failure(app.define("forged", "-- plts {\nbegin end"))).code).toBe("42601");
  });
});
