import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query(`
    create schema app;
    create table app.items (id int primary key, name text, price numeric, tags text[], data jsonb);
  `);
  await app.define(
    "query",
    `import { mutation, v } from "@stopgap/runtime";
     export default mutation(v.object({ sql: v.string(), params: v.optional(v.array(v.any())) }),
       async ({ sql, params }, ctx) => ctx.db.query(sql, params));`,
  );
  await app.define(
    "exec",
    `import { mutation, v } from "@stopgap/runtime";
     export default mutation(v.object({ sql: v.string(), params: v.optional(v.array(v.any())) }),
       async ({ sql, params }, ctx) => ctx.db.exec(sql, params));`,
  );
});
afterAll(() => database.drop());

const query = (sql: string, params?: unknown[]) => app.call("query", { sql, params });
const exec = (sql: string, params?: unknown[]) => app.call("exec", { sql, params });

describe("db.query", () => {
  it("returns rows of every kind of statement that has some", async () => {
    const statements: readonly (readonly [string, unknown])[] = [
      ["select 1 as a, 'x' as b", [{ a: 1, b: "x" }]],
      ["select 1 as a;  -- the end", [{ a: 1 }]],
      ["/* /* nested */ ; */ select ';' as a, $$;$$ as b", [{ a: ";", b: ";" }]],
      ["select 1 as a where false", []],
      ["values (1), (2)", [{ column1: 1 }, { column1: 2 }]],
      ["with a as (select 1 as n) select n from a", [{ n: 1 }]],
      ["(select 1 as a) union all (select 2) order by a desc limit 1", [{ a: 2 }]],
      ["table app.items", []],
      ["select 1 as a, 2 as a", [{ a: 2 }]],
      ["select", [{}]],
      ["show server_encoding", [{ server_encoding: "UTF8" }]],
      [
        "insert into app.items (id, name) values (1, 'one'), (2, 'two') returning id",
        [{ id: 1 }, { id: 2 }],
      ],
      ["update app.items set name = 'uno' where id = 1 returning name", [{ name: "uno" }]],
      ["with d as (delete from app.items where id = 2 returning id) select id from d", [{ id: 2 }]],
      ["insert into app.items (id) values (3)", []],
      ["select id from app.items order by id for update", [{ id: 1 }, { id: 3 }]],
      ["delete from app.items returning id", [{ id: 1 }, { id: 3 }]],
      ["create table app.made (id int)", []],
      ["select n as delete from (select 1 as n) as update", [{ delete: 1 }]],
    ];
    for (const [sql, rows] of statements) {
      expect(await query(sql), sql).toEqual(rows);
      if (!/insert|update|delete |create/.test(sql)) expect(await query(sql), sql).toEqual(rows);
    }
  });

  it("SG-X08 binds parameters as the types that the statement expects", async () => {
    const bound: readonly (readonly [string, unknown[], unknown])[] = [
      ["select $1::int + 1 as a", [41], 42],
      ["select $1::bigint as a", ["9007199254740991"], 9007199254740991],
      ["select $1::numeric as a", [1.5], 1.5],
      ["select $1::float8 as a", ["NaN"], "NaN"],
      ["select $1::boolean as a", [true], true],
      ["select $1::text as a", ['it\'s \\ "q" $1 😀'], 'it\'s \\ "q" $1 😀'],
      ["select $1 as a", ["untyped"], "untyped"],
      ["select $1::text is null as a", [null], true],
      ["select $1::jsonb as a", [{ b: [1, "x"] }], { b: [1, "x"] }],
      ["select $1::jsonb as a", [[1, 2]], [1, 2]],
      ["select $1::json as a", ['"text"'], "text"],
      ["select $1::int[] as a", [[1, null, 3]], [1, null, 3]],
      [
        "select $1::int[] as a",
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [
        "select $1::text[] as a",
        [['a"b', "c\\d", "e,f", "", "NULL"]],
        ['a"b', "c\\d", "e,f", "", "NULL"],
      ],
      ["select 3 = any ($1::int[]) as a", [[1, 3]], true],
      ["select $1::date as a", ["2026-01-31"], "2026-01-31"],
      ["select $1 || '$1' || $1 as a", ["x"], "x$1x"],
      ["select jsonb_build_object('k', $1) as a", ["v"], { k: "v" }],
    ];
    for (const standard of ["on", "off"]) {
      await database.client.query(
        `set standard_conforming_strings = ${standard}; set escape_string_warning = off`,
      );
      for (const [sql, params, expected] of bound) {
        expect(await query(sql, params), sql).toEqual([{ a: expected }]);
      }
    }
    await database.client.query("reset standard_conforming_strings; reset escape_string_warning");
  });

  it("binds what only JavaScript has", async () => {
    expect(
      await app.run(`export default async (ctx) => (await ctx.db.query(
        "select $1::timestamptz = 'epoch' as date, $2::bytea as bytes, $3::int8 as big, $4::int as nothing, $5::jsonb as json",
        [new Date(0), new Uint8Array([0, 255]), 9223372036854775807n, undefined, { n: 9223372036854775807n }]))[0];`),
    ).toMatchObject({ date: true, bytes: "\\x00ff", nothing: null });
    expect(
      (
        await failure(
          app.run("export default (ctx) => ctx.db.query('select $1::text', ['a\\u0000b']);"),
        )
      ).message,
    ).toMatch(/parameter \$1 is a string with the character U\+0000/);
  });

  it("SG-X07 takes the three forms of input, and explicit parameters win", async () => {
    expect(
      await app.run(`export default async (ctx) => {
        const built = { toSQL: () => ({ sql: "select $1::int as a", params: [1] }) };
        const compiled = { compile: () => ({ sql: "select $1::int as a", parameters: [2] }) };
        return [
          await ctx.db.query({ sql: "select $1::int as a", params: [0] }),
          await ctx.db.query(built),
          await ctx.db.query(compiled),
          await ctx.db.query(built, [3]),
        ].map(([row]) => row?.["a"]);
      };`),
    ).toEqual([0, 1, 2, 3]);
    const wrong = await failure(app.run("export default (ctx) => ctx.db.query(1 as never);"));
    expect(wrong.message).toMatch(/db\.query expects SQL input/);
    const params = await failure(
      app.run("export default (ctx) => ctx.db.query('select 1', 5 as never);"),
    );
    expect(params.message).toMatch(/db\.query params must be an array/);
  });

  it("refuses more than one statement, and the wrong number of parameters", async () => {
    expect(await failure(query("select 1; select 2"))).toMatchObject({ code: "42601" });
    expect(await failure(query(""))).toMatchObject({ code: "42601" });
    expect(await failure(query("select $1::int"))).toMatchObject({ code: "08P01" });
    expect(await failure(query("select 1", [1]))).toMatchObject({ code: "08P01" });
  });

  it("sees what DDL, other transactions and other roles have changed", async () => {
    await database.client.query("create table app.shape (a int); insert into app.shape values (1)");
    expect(await query("select * from app.shape")).toEqual([{ a: 1 }]);
    await database.client.query("alter table app.shape add b text default 'new'");
    expect(await query("select * from app.shape")).toEqual([{ a: 1, b: "new" }]);
    await database.client.query("deallocate all");
    expect(await query("select * from app.shape")).toEqual([{ a: 1, b: "new" }]);
    await database.client.query("discard all");
    expect(await query("select * from app.shape")).toEqual([{ a: 1, b: "new" }]);
    await database.client.query("drop table app.shape");
    expect(await failure(query("select * from app.shape"))).toMatchObject({ code: "42P01" });
  });
});

describe("db.exec", () => {
  it("says how many rows it changed", async () => {
    const statements: readonly (readonly [string, unknown[], number])[] = [
      [
        "insert into app.items (id, name) select n, 'n' from generate_series($1::int, $2::int) n",
        [1, 5],
        5,
      ],
      ["update app.items set name = $1 where id > $2", ["m", 3], 2],
      [
        "with gone as (delete from app.items where id = 1 returning id) update app.items set price = 1 where id <> 1",
        [],
        4,
      ],
      ["delete from app.items where name = $1 returning id", ["m"], 2],
      ["delete from app.items", [], 2],
      ["create table app.executed (id int)", [], 0],
      ["do $$ begin null; end $$", [], 0],
    ];
    for (const [sql, params, rowCount] of statements) {
      expect(await exec(sql, params), sql).toEqual({ ok: true, rowCount });
    }
  });

  it("takes a statement that holds others as the one that it is", async () => {
    await database.client.query("create table app.events (what text, n int)");
    await exec(`
      create function app.sign(n int) returns text language sql begin atomic
        select 'unused; end';
        select case when n < 0 then case n when -1 then '-1' else '-' end else '+' end;
      end;
    `);
    await exec(`
      create or replace procedure app.note(what text) language sql
      BEGIN /* ; */ ATOMIC
        insert into app.events values (what, 1);
        insert into app.events values (what, 2);
      END -- ;
    `);
    await exec(`
      create rule noted as on delete to app.items do also (
        insert into app.events values ('gone', old.id);
        insert into app.events values ('gone; again', old.id)
      )
    `);
    await exec("insert into app.items (id) values (300)");
    await exec("call app.note('called')");
    await exec("delete from app.items where id = 300");
    expect(await query("select app.sign(n) as sign from unnest(array[-2, -1, 1]) n")).toEqual([
      { sign: "-" },
      { sign: "-1" },
      { sign: "+" },
    ]);
    const { rows } = await database.client.query("select what, n from app.events");
    expect(rows).toEqual([
      { what: "called", n: 1 },
      { what: "called", n: 2 },
      { what: "gone", n: 300 },
      { what: "gone; again", n: 300 },
    ]);
    await exec("drop rule noted on app.items");
  });

  it("refuses what follows a statement that holds others", async () => {
    const routine = "create function app.refused() returns int language sql begin atomic";
    for (const sql of [
      `${routine} select 1; end; delete from app.events`,
      `${routine} select 1 as case; end; delete from app.events; select 1 as end`,
      `${routine} select 1 case; end; delete from app.events; select 1 end`,
      `${routine} select case 1 when 1 then 2 end; end; delete from app.events; end`,
      "create rule refused as on delete to app.items do also (select 1; select 2); delete from app.events",
      "create table app.refused (id int; delete from app.events)",
      "select 1) q; delete from app.events; select 1 from (select 1",
    ]) {
      expect(await failure(exec(sql)), sql).toMatchObject({
        code: "42601",
        message: "more than one statement was given; one call takes one statement",
      });
    }
    expect(await query("select count(*) as n from app.events")).toEqual([{ n: 4 }]);
  });

  it("SG-X06 works in the caller's transaction", async () => {
    await database.client.query("begin");
    await exec("insert into app.items (id) values (100)");
    await database.client.query("rollback");
    expect(await query("select id from app.items")).toEqual([]);
    const { message } = await failure(
      app.run(`export default async (ctx) => {
        await ctx.db.exec("insert into app.items (id) values (101)");
        throw new Error("undone");
      };`),
    );
    expect(message).toBe("undone");
    expect(await query("select id from app.items")).toEqual([]);
  });
});

describe("a statement that fails", () => {
  it("can be caught with its SQLSTATE, and the work goes on", async () => {
    await app.define(
      "catching",
      `export default async (ctx) => {
        const seen: unknown[] = [];
        for (let i = 0; i < 60; i += 1) {
          try {
            await ctx.db.exec("insert into app.items (id) values (7), (7)");
          } catch (error) {
            const { name, code, message, detail } = error as Error & { code: string; detail?: string };
            if (i === 0) seen.push(name, code, message, detail, error instanceof Error);
          }
        }
        await ctx.db.exec("insert into app.items (id) values (8)");
        return [...seen, await ctx.db.query("select id from app.items")];
      };`,
    );
    for (let round = 0; round < 3; round += 1) {
      expect(await app.call("catching")).toEqual([
        "DatabaseError",
        "23505",
        'duplicate key value violates unique constraint "items_pkey"',
        "Key (id)=(7) already exists.",
        true,
        [{ id: 8 }],
      ]);
      await database.client.query("delete from app.items");
    }
  });

  it("keeps its SQLSTATE, its detail and its hint when it is not caught", async () => {
    const { code, message, detail } = await failure(
      exec("insert into app.items (id) values (7), (7)"),
    );
    expect(code).toBe("23505");
    expect(message).toBe('duplicate key value violates unique constraint "items_pkey"');
    expect(JSON.parse(detail)).toMatchObject({ detail: "Key (id)=(7) already exists." });
    const raised = await failure(
      query("do $$ begin raise exception 'm' using errcode = 'AB123', hint = 'do this'; end $$"),
    );
    expect(raised).toMatchObject({ code: "AB123", message: "m", hint: "do this" });
  });
});

describe("limits", () => {
  it("SG-X09 hold at the boundary and name their setting beyond it", async () => {
    const limits: readonly (readonly [
      string,
      string,
      () => Promise<unknown>,
      () => Promise<unknown>,
    ])[] = [
      [
        "plts.max_query_rows",
        "3",
        () => query("select generate_series(1, 3)"),
        () => query("select generate_series(1, 4)"),
      ],
      [
        "plts.max_params",
        "1",
        () => query("select $1::int", [1]),
        () => query("select $1::int, $2::int", [1, 2]),
      ],
      ["plts.max_sql_bytes", "13", () => query("select 'ä1' "), () => query("select 'ä12' ")],
    ];
    for (const [setting, value, within, beyond] of limits) {
      await database.client.query(`select set_config($1, $2, false)`, [setting, value]);
      await within();
      const { code, message } = await failure(beyond());
      expect(message).toContain(setting);
      expect(code).toBe("54000");
      await database.client.query(`select set_config($1, 'nonsense', false)`, [setting]);
      await beyond();
      await database.client.query(`select set_config($1, '', false)`, [setting]);
    }
    expect((await failure(query("select generate_series(1, 1001)"))).message).toContain(
      "1000 rows",
    );
  });
});
