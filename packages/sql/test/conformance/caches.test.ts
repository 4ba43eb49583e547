import type { TestDatabase } from "@stopgap/local/testing";
import pg, { type Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";
import { createRole, type TestRole } from "../db/stopgap/role.js";

let database: TestDatabase;
let session: Client;
let app: App;
let other: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  other = new App(database.client);
  await database.client.query(`
    set check_function_bodies = off;
    create schema app; create schema a; create schema b;
    create table app.t (id int, v text); insert into app.t values (1, 'one');
    create table a.u (v text); insert into a.u values ('a');
    create table b.u (v int); insert into b.u values (5);
  `);
  session = await database.connect();
  app = new App(session);
  await other.define("all", "export default async (ctx) => ctx.db.query('select * from app.t');");
  await other.define("u", "export default async (ctx) => ctx.db.query('select v from u');");
  await other.define(
    "run",
    "export default async ({ args, db }: any) => db.query(args.sql, args.params);",
  );
});
afterAll(() => database.drop());

describe("a statement that was prepared", () => {
  it("has the columns that its table has now", async () => {
    expect(await app.call("all")).toEqual([{ id: 1, v: "one" }]);
    await database.client.query("alter table app.t add w int default 7");
    expect(await app.call("all")).toEqual([{ id: 1, v: "one", w: 7 }]);
    await database.client.query("alter table app.t drop v");
    expect(await app.call("all")).toEqual([{ id: 1, w: 7 }]);
    await database.client.query("alter table app.t alter w type text using 'text ' || w");
    expect(await app.call("all")).toEqual([{ id: 1, w: "text 7" }]);
    await database.client.query("drop table app.t");
    expect((await failure(app.call("all"))).code).toBe("42P01");
    await database.client.query("create table app.t (id int); insert into app.t values (2)");
    expect(await app.call("all")).toEqual([{ id: 2 }]);
  });

  it("takes a parameter as the type that a column has now", async () => {
    const insert = { sql: "insert into app.p values ($1) returning v" };
    await database.client.query("create table app.p (v int)");
    expect(await app.call("run", { ...insert, params: [1] })).toEqual([{ v: 1 }]);
    await database.client.query("alter table app.p alter v type jsonb using to_jsonb(v)");
    expect(await app.call("run", { ...insert, params: [1] })).toEqual([{ v: 1 }]);
  });

  it("goes on after discard all, deallocate all, and an error in between", async () => {
    for (const between of ["discard all", "deallocate all", "discard plans", "select 1"]) {
      expect(await app.call("all")).toEqual([{ id: 2 }]);
      await session.query(between);
      expect(await app.call("all"), between).toEqual([{ id: 2 }]);
      expect((await failure(app.call("run", { sql: "select 1 / 0" }))).code).toBe("22012");
    }
    await session.query("begin");
    await failure(app.call("run", { sql: "select 2 / 0" }));
    await session.query("rollback");
    expect(await app.call("all")).toEqual([{ id: 2 }]);
  });

  it("follows the search path", async () => {
    for (const [schema, v] of [
      ["a", "a"],
      ["b", 5],
      ["a", "a"],
    ] as const) {
      await session.query(`set search_path = ${schema}`);
      expect(await app.call("u")).toEqual([{ v }]);
    }
    await session.query("reset search_path");
  });

  it("is let go when there are many", async () => {
    for (let n = 0; n < 1200; n += 1) {
      expect(await app.call("run", { sql: `select ${String(n)} as n` })).toEqual([{ n }]);
    }
    const { rows } = await session.query<{ n: number }>(
      "select count(*)::int as n from pg_prepared_statements where name like 'stopgap%'",
    );
    expect(rows[0]?.n).toBeLessThanOrEqual(250);
    expect(await app.call("run", { sql: "select 0 as n" })).toEqual([{ n: 0 }]);
  });
});

describe("a module that was loaded", () => {
  it("SG-X16 is the new one in every session, at once", async () => {
    for (let n = 0; n < 5; n += 1) {
      await other.define("changing", `export default () => ${String(n)};`);
      expect(await app.call("changing")).toBe(n);
      expect(await other.call("changing")).toBe(n);
    }
  });

  it("is let go when there are many, and each of them runs rightly again", async () => {
    await other.define("counter", "let n = 0; export default () => (n += 1);");
    await other.define("numbered", "export default () => 4242;");
    await database.client.query(`
      insert into plts.artifact
      select copy.*
      from plts.artifact a,
        generate_series(1, 600) n,
        jsonb_populate_record(a, jsonb_build_object(
          'artifact_hash', 'sha256:' || encode(sha256(n::text::bytea), 'hex'),
          'compiled_js', replace(a.compiled_js, '4242', n::text))) copy
      where a.artifact_hash = plts.pointer('app.numbered'::regproc) ->> 'artifact_hash'`);
    expect([await app.call("counter"), await app.call("counter")]).toEqual([1, 2]);
    for (let round = 0; round < 2; round += 1) {
      const { rows } = await session.query<{ n: number; answer: string }>(`
        select n, plts.invoke(
          jsonb_build_object('artifact_hash', 'sha256:' || encode(sha256(n::text::bytea), 'hex'))::text,
          '{}', 0) as answer
        from generate_series(1, 600) n`);
      expect(rows).toHaveLength(600);
      expect(rows.filter(({ n, answer }) => answer !== String(n))).toEqual([]);
      expect(await app.call("counter")).toBe(1);
    }
  });
});

describe("a session that changes its role", () => {
  const roles: TestRole[] = [];
  beforeAll(async () => {
    roles.push(
      await createRole(database.client, "app_user"),
      await createRole(database.client, "app_user"),
    );
    const names = roles.map(({ name }) => pg.escapeLiteral(name)).join();
    await database.client.query(`
      create table app.notes (owner text, note text);
      insert into app.notes select name, 'of ' || name from unnest(array[${names}]) name;
      alter table app.notes enable row level security;
      create policy own on app.notes using (owner = current_user);
      grant usage on schema app to app_user;
      grant select on app.notes to app_user;
    `);
    await other.define(
      "mine",
      `let calls = 0;
       export default async (ctx) => {
         calls += 1;
         const notes = await ctx.db.query<{ note: string }>("select note from app.notes");
         return { calls, role: ctx.auth.role, notes: notes.map(({ note }) => note) };
       };`,
    );
  });
  afterAll(async () => {
    await database.client.query("drop schema app cascade");
    for (const role of roles) await role.drop();
  });

  const as = async <T>({ name }: TestRole, work: () => Promise<T>): Promise<T> => {
    await session.query(`set role ${pg.escapeIdentifier(name)}`);
    try {
      return await work();
    } finally {
      await session.query("reset role");
    }
  };

  it("gets each role's own answers, from modules and statements of its own", async () => {
    const all = roles.map(({ name }) => `of ${name}`);
    for (let calls = 1; calls <= 3; calls += 1) {
      for (const role of roles) {
        expect(await as(role, () => app.call("mine"))).toEqual({
          calls,
          role: role.name,
          notes: [`of ${role.name}`],
        });
      }
      expect(await app.call("mine")).toMatchObject({ calls, notes: all });
    }
  });

  it("loses a right at once, with the statement prepared and the module loaded", async () => {
    await database.client.query("revoke select on app.notes from app_user");
    for (const role of roles) {
      expect((await failure(as(role, () => app.call("mine")))).code).toBe("42501");
    }
    expect(await app.call("mine")).toMatchObject({ calls: 4 });
    await database.client.query("grant select on app.notes to app_user");
    for (const role of roles) {
      expect(await as(role, () => app.call("mine"))).toMatchObject({ notes: [`of ${role.name}`] });
    }
  });

  it("has a new version in each role", async () => {
    await other.define("mine", "export default (ctx) => ctx.auth.role;");
    for (const role of roles) {
      expect(await as(role, () => app.call("mine"))).toBe(role.name);
    }
  });
});
