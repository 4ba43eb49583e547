import { describe, expect, it } from "vitest";

import { applySchema, compareSchema, verifySchema } from "../../src/index.js";
import { changelog, contentsOf, emptyDatabase, errorOf, rowsOf } from "../fixtures/databases.js";
import { declareFiles, type Files } from "../fixtures/declare-files.js";

const orders = (columns: string): Files => ({
  "tables/orders.sql": `create table orders (id int primary key, ${columns});`,
});

/** A database to which a schema was applied. */
async function applied(files: Files) {
  const database = await emptyDatabase();
  await applySchema(database.client, await declareFiles(files));
  return database;
}

describe("what differs between tables/ and the database", () => {
  it("is made as declared where it is safe, and logged (GW-24)", async () => {
    const { client } = await applied(orders("total int"));
    const declared = await declareFiles({
      ...orders("total bigint, note text"),
      "tables/lines.sql": "create table lines (order_id int references orders);",
    });
    const result = await applySchema(client, declared);
    expect(result).toMatchObject({
      ...{ mode: "migrate", tablesCreated: 1, unchanged: false },
      verification: { passed: true, tablesVerified: 2, errorLog: null },
    });
    expect(result.safeChanges.map(({ type }) => type).sort()).toEqual([
      "AddColumn",
      "CreateTable",
      "ModifyColumnType",
    ]);
    expect(await compareSchema(client, declared)).toEqual([]);
    expect((await changelog(client)).slice(1).sort()).toEqual([
      "table_changed orders",
      "table_changed orders",
      "table_created lines",
    ]);
    expect(await applySchema(client, declared)).toMatchObject({ unchanged: true, safeChanges: [] });
  });

  it("blocks where data may be lost, with the option that accepts it, and nothing has happened (GW-10)", async () => {
    const { client } = await applied(orders("note text, total int"));
    const before = await contentsOf(client);
    const declared = await declareFiles({
      ...orders("total int, extra int"),
      "migrations/1.sql": "create table of_migration (id int);",
      "functions/f.sql": "create function f() returns int language sql as 'select 1';",
    });
    const error = await errorOf(applySchema(client, declared));
    expect(error).toMatchObject({ code: "blocked" });
    expect(error.message).toMatch(
      /^Schema changes blocked due to potential data loss\. \d issues found:\n/,
    );
    expect(error.message).toContain(
      "  - DropColumn orders.note: Dropping column will delete all data in that column (--accept drop-column:orders.note)\n",
    );
    expect(error.message).toMatch(/\n\nUse force=true to proceed anyway\.$/);
    expect(await contentsOf(client)).toEqual(before);
  });

  it("is made when it is accepted, and what else is blocked still blocks", async () => {
    const { client } = await applied(orders("note text, total int"));
    const declared = await declareFiles(orders("id_2 int"));
    const accept = ["drop-column:orders.note"];
    const error = await errorOf(applySchema(client, declared, { accept }));
    expect(error.message).toContain("orders.total");
    expect(error.message).not.toContain("orders.note");
    const all = [...accept, "drop-column:orders.total"];
    const result = await applySchema(client, declared, { accept: all });
    expect(result.datalossChanges.map(({ column }) => column).sort()).toEqual(["note", "total"]);
    const rows = await rowsOf(
      client,
      `select forced, change_detail ->> 'accepted' as accepted from _stonescriptdb_gateway_changelog
       where change_detail ->> 'change' = 'DropColumn' order by id`,
    );
    expect(rows).toEqual([
      { forced: false, accepted: "drop-column:orders.note" },
      { forced: false, accepted: "drop-column:orders.total" },
    ]);
  });

  it("is made with force, and marked as forced only where it would have been blocked (GW-10, GW-24)", async () => {
    const { client } = await applied(orders("note text"));
    const result = await applySchema(client, await declareFiles(orders("total int")), {
      force: true,
    });
    expect(result.verification).toMatchObject({ passed: true });
    expect((await changelog(client)).slice(1).sort()).toEqual([
      "table_changed orders",
      "table_changed orders forced",
    ]);
  });

  it("has a row of the changelog for each thing that is done, with its details (GW-24)", async () => {
    const returning = (name: string, value: number): string =>
      `create function ${name}() returns int language sql as 'select ${value}';`;
    const same = {
      "seeders/orders.sql": "insert into orders (id) values (1);",
      "functions/kept.sql": returning("kept", 1),
    };
    const { client } = await applied({
      ...same,
      ...orders("note text"),
      "types/mood.sql": "create type mood as enum ('good');",
      "tables/lines.sql": "create table lines (id int);",
      "functions/f.sql": returning("f", 1),
      "functions/g.sql": returning("g", 1),
      "functions/typed.sql": returning("typed", 1),
    });
    await client.query("truncate _stonescriptdb_gateway_changelog");
    const declared = await declareFiles({
      ...same,
      ...orders("note text, total int"),
      "types/mood.sql": "create type mood as enum ('good', 'fair');",
      "migrations/1.sql": "update orders set note = 'x';",
      "functions/f.sql": returning("f", 2),
      "functions/h.sql": returning("h", 1),
      "functions/typed.sql":
        "create function typed() returns bigint language sql as 'select 1::bigint';",
    });
    await applySchema(client, declared, { accept: ["drop-table:lines"] });
    const rows = await rowsOf<{ row: string }>(
      client,
      `select concat_ws(' ', change_type, object_name, change_detail ->> 'change', change_detail ->> 'column',
           change_detail ->> 'action', change_detail ->> 'reason', change_detail ->> 'accepted',
           change_detail ->> 'source_file', change_detail ->> 'expected', change_detail ->> 'found',
           change_detail ->> 'statements', 'checksum ' || length(change_detail ->> 'checksum'),
           case when forced then 'forced' end) as row
       from _stonescriptdb_gateway_changelog where executed_at is not null order by id`,
    );
    expect(rows.map(({ row }) => row).sort()).toEqual([
      "function_deployed f() replaced functions/f.sql checksum 64",
      "function_deployed h() created functions/h.sql checksum 64",
      "function_deployed typed() recreated functions/typed.sql checksum 64",
      "function_dropped g() removed functions/g.sql",
      "migration_applied 1.sql 1 checksum 64",
      "seeder_validated orders 1 1",
      'table_changed orders AddColumn total ["alter table public.orders add column total integer"]',
      'table_dropped lines DropTable Dropping table will delete all data drop-table:lines ["drop table public.lines"]',
      `type_changed mood AddEnumValue fair ["alter type public.mood add value 'fair' after 'good'"]`,
    ]);
  });

  it("is nothing that a migration has done", async () => {
    const { client } = await applied(orders("note text"));
    const declared = await declareFiles({
      ...orders("remark text"),
      "migrations/1.sql": "alter table orders rename note to remark;",
    });
    expect(await applySchema(client, declared)).toMatchObject({
      ...{ migrationsApplied: ["1.sql"], safeChanges: [], datalossChanges: [] },
    });
  });

  it("undoes all of it when one of the changes fails", async () => {
    const { client } = await applied(orders("note text"));
    await client.query("insert into orders values (1, null)");
    const declared = await declareFiles({
      ...orders("note text not null"),
      "tables/a.sql": "create table a (id int);",
    });
    const error = await errorOf(applySchema(client, declared, { force: true }));
    expect(error).toMatchObject({ code: "table_failed", object: "orders", sqlstate: "23502" });
    expect(await rowsOf(client, "select to_regclass('a') as a")).toEqual([{ a: null }]);
  });

  it("is nothing where only migrations say which tables there are", async () => {
    const files = { "migrations/1.sql": "create table a (id int primary key);" };
    const { client } = await applied(files);
    expect(await applySchema(client, await declareFiles(files))).toMatchObject({ unchanged: true });
  });
});

describe("types", () => {
  const mood = (values: string): Files => ({
    "types/mood.sql": `create type mood as enum (${values});`,
    "tables/a.sql": "create table a (id int primary key, mood mood);",
  });

  it("get the values that they lack (GW-06)", async () => {
    const { client } = await applied(mood("'good'"));
    const declared = await declareFiles(mood("'good', 'fair'"));
    expect(await applySchema(client, declared)).toMatchObject({
      ...{ typesDeployed: 1, verification: { passed: true } },
    });
    expect(await rowsOf(client, "select enum_range(null::mood)::text as v")).toEqual([
      { v: "{good,fair}" },
    ]);
    expect((await changelog(client)).slice(-1)).toEqual(["type_changed mood"]);
    expect(await applySchema(client, declared)).toMatchObject({ unchanged: true });
  });

  it("that are written in another way are as they were (GW-06)", async () => {
    const { client } = await applied(mood("'good'"));
    const declared = await declareFiles({
      ...mood("'good'"),
      "types/mood.sql": "-- how it is\nCREATE  TYPE mood\n AS ENUM ('good');",
    });
    const before = await changelog(client);
    expect(await applySchema(client, declared)).toMatchObject({
      typesDeployed: 0,
      safeChanges: [],
    });
    expect(await changelog(client)).toEqual(before);
  });

  it("that have changed in another way block, and are not taken for done (GW-06)", async () => {
    const { client } = await applied(mood("'good', 'bad'"));
    const declared = await declareFiles(mood("'good'"));
    expect(await errorOf(applySchema(client, declared))).toMatchObject({ code: "blocked" });
    const checksum = "select checksum from _stonescriptdb_gateway_types";
    const before = await rowsOf(client, checksum);
    const forced = await applySchema(client, declared, { force: true });
    expect(forced.verification).toMatchObject({ passed: false });
    expect(forced.incompatibleChanges).toMatchObject([{ type: "ModifyType" }]);
    expect(await rowsOf(client, checksum)).toEqual(before);
    expect(await errorOf(applySchema(client, declared))).toMatchObject({ code: "blocked" });
  });

  it("may be used in the run that gives them a new value: by a default, a migration, a seed", async () => {
    const { client } = await applied(mood("'good'"));
    const declared = await declareFiles({
      ...mood("'good', 'fair'"),
      "tables/a.sql": "create table a (id int primary key, mood mood, was mood default 'fair');",
    });
    expect(await applySchema(client, declared)).toMatchObject({ verification: { passed: true } });
    const more = await declareFiles({
      ...mood("'good', 'fair', 'best'"),
      "tables/a.sql": "create table a (id int primary key, mood mood, was mood default 'fair');",
      "migrations/1.sql": "alter type mood add value 'best';",
      "migrations/2.sql": "insert into a values (1, 'best');",
      "seeders/a.sql": "insert into a values (1, 'best');",
    });
    expect(await applySchema(client, more)).toMatchObject({
      migrationsApplied: ["1.sql", "2.sql"],
      seederValidations: [{ table: "a", expected: 1, found: 1 }],
    });
    expect(await rowsOf(client, "select mood, was from a")).toEqual([
      { mood: "best", was: "fair" },
    ]);
    expect((await changelog(client)).filter((line) => line.startsWith("migration"))).toEqual([
      "migration_applied 1.sql",
      "migration_applied 2.sql",
    ]);
  });
});

describe("verification", () => {
  it("names everything that is missing, and nothing has happened (GW-13, GW-24)", async () => {
    const files = {
      "extensions/citext.sql": "",
      "types/mood.sql": "create type mood as enum ('good');",
      "tables/roles.sql": "create table roles (id int primary key, name text);",
      "seeders/roles.sql":
        "insert into roles values (1, 'a'), (2, 'b'); insert into roles values (3, 'c');",
    };
    const { client } = await applied(files);
    await client.query("delete from roles where id > 1");
    const declared = await declareFiles({
      ...files,
      "migrations/2.sql": "create table b (id int);",
    });
    const more = await declareFiles({ ...files, "migrations/2.sql": "create type t as enum ();" });
    expect(
      await errorOf(applySchema(client, declared, { accept: ["drop-table:b"] })),
    ).toMatchObject({
      code: "verification_failed",
      detail: `${"=".repeat(72)}
SCHEMA VERIFICATION FAILED
${"=".repeat(72)}

MISSING SEEDER RECORDS:
  - roles: expected 3, found 1; missing id = 2; id = 3

ACTION REQUIRED: Add migration(s) to fix schema drift`,
    });
    const result = await applySchema(client, more, { force: true });
    expect(result).toMatchObject({
      migrationsApplied: ["2.sql"],
      seederValidations: [{ table: "roles", expected: 3, found: 1 }],
      verification: {
        passed: false,
        extensionsVerified: 1,
        typesVerified: 1,
        tablesVerified: 1,
        seedersVerified: 0,
      },
    });
    expect((await changelog(client)).slice(-2)).toEqual([
      "seeder_validated roles",
      "verification_failed schema forced",
    ]);
  });

  it("can be asked for alone, says all that is not as declared, and changes nothing (GW-13)", async () => {
    const files = {
      "extensions/citext.sql": "",
      "types/mood.sql": "create type mood as enum ('good');",
      "tables/a.sql": "create table a (id int primary key, name text);",
      "tables/b.sql": "create table b (id int primary key);",
      "tables/c.sql": "create table c (id int primary key);",
      "seeders/a.sql": "insert into a (id) values (1);",
      "seeders/c.sql": "insert into c values (1), (2);",
    };
    const { client } = await applied(files);
    const declared = await declareFiles(files);
    const all = { extensionsVerified: 1, typesVerified: 1, tablesVerified: 3, seedersVerified: 2 };
    const right = { ...all, passed: true, errorLog: null };
    expect(await verifySchema(client, declared)).toEqual(right);
    // What can be made without a loss is no fault.
    await client.query("alter table a drop column name");
    expect(await verifySchema(client, declared)).toEqual(right);
    await client.query(
      "drop extension citext; drop type mood; drop table b; alter table a add column own text; delete from c where id = 2",
    );
    const before = await contentsOf(client);
    const { errorLog, ...counts } = await verifySchema(client, declared);
    expect(counts).toEqual({
      ...{ passed: false, extensionsVerified: 0, typesVerified: 0 },
      ...{ tablesVerified: 2, seedersVerified: 1 },
    });
    expect(errorLog?.split("\n").slice(4)).toEqual([
      "MISSING EXTENSIONS:",
      "  - citext",
      "",
      "MISSING TYPES:",
      "  - mood",
      "",
      "TABLE SCHEMA MISMATCHES:",
      "  - a.own: DropColumn (Dropping column will delete all data in that column)",
      "",
      "MISSING TABLES:",
      "  - b",
      "",
      "MISSING SEEDER RECORDS:",
      "  - c: expected 2, found 1; missing id = 2",
      "",
      "ACTION REQUIRED: Add migration(s) to fix schema drift",
    ]);
    expect(await contentsOf(client)).toEqual(before);
  });
});

describe("seeds of an existing database", () => {
  it("are looked up by their key, whatever else has changed, and never inserted (GW-09)", async () => {
    const files = {
      "tables/roles.sql":
        "create table roles (id serial primary key, name text unique, rank numeric(4, 1), at timestamptz default now(), extra json);",
      "tables/plain.sql": "create table plain (a int, b text, c json);",
      "seeders/roles.sql": `
        insert into roles (name, rank) values ('a', 1), ('b;)', 2) on conflict (name) do nothing;
        insert into roles as r (id, name, at) values (10, 'c', now()) returning id;
        with x as (select 20 as n) insert into "roles" (id, name) select n, 'd' from x;`,
      "seeders/plain.sql": `insert into public.plain values (1, 'x', '{"a":1}'), (1, 'x', '{"a":1}'), (2, null, null);`,
    };
    const { client } = await applied(files);
    await client.query("update roles set rank = 9, at = 'epoch'");
    const declared = await declareFiles(files);
    expect((await applySchema(client, declared)).seederValidations).toEqual([
      { table: "plain", expected: 2, found: 2 },
      { table: "roles", expected: 4, found: 4 },
    ]);
    await client.query(
      "delete from roles where name in ('b;)', 'd'); update plain set b = 'y' where a = 1",
    );
    const { detail } = await errorOf(applySchema(client, declared));
    expect(detail).toContain("  - roles: expected 4, found 2; missing name = b;); id = 20\n");
    expect(detail).toContain('  - plain: expected 2, found 1; missing a = 1, b = x, c = {"a":1}\n');
    expect(await rowsOf(client, "select last_value::int as n from roles_id_seq")).toEqual([
      { n: 2 },
    ]);
    // An empty table is no new one.
    await client.query("delete from roles");
    const forced = await applySchema(client, declared, { force: true });
    expect(forced).toMatchObject({ mode: "migrate", seeders: [], verification: { passed: false } });
    expect(await rowsOf(client, "select from roles")).toEqual([]);
  });
});
