import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { type Files, parseFiles, refusalOf, shortNames } from "../fixtures/parse-files.js";

async function namesOf(files: Files): Promise<readonly string[]> {
  return (await parseFiles(files)).migrations.map(({ name }) => name);
}

describe("migrations", () => {
  it("run in the order of their names (GW-12)", async () => {
    const change = "alter table a add column x int";
    const files = {
      "10.sql": change,
      "2.pgsql": change,
      "0001_b.pssql": change,
      "0001_a.sql": change,
    };
    const names = await namesOf(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}`, text])),
    );
    expect(names).toEqual(["0001_a.sql", "0001_b.pssql", "10.sql", "2.pgsql"]);
  });

  it("come after those that create the tables that they refer to (GW-12)", async () => {
    const names = await namesOf({
      "migrations/1.sql": "create table a (b int references b)",
      "migrations/2.sql": "alter table x add foreign key (y) references c",
      "migrations/3.sql": "select 1",
      "migrations/4.sql": "create table c (id int primary key)",
      "migrations/5.sql": "create table b (id int primary key)",
    });
    expect(names).toEqual(["3.sql", "4.sql", "2.sql", "5.sql", "1.sql"]);
  });

  it("do not move for a table that was there before (GW-12)", async () => {
    const names = await namesOf({
      "migrations/1.sql": "create table a (b int references b); insert into c select * from b",
      "migrations/2.sql": "drop table b cascade; create table b (id int primary key)",
      "migrations/3.sql": "create table c (id int)",
    });
    expect(names).toEqual(["1.sql", "2.sql", "3.sql"]);
  });

  it("that wait for each other are refused by name (GW-12)", async () => {
    const error = await refusalOf({
      "migrations/1.sql": "create table a (b int references b)",
      "migrations/2.sql": "create table b (a int references a)",
    });
    expect(error).toMatchObject({ code: "cycle" });
    expect(error.message).toBe("Circular dependency detected in migrations: 1.sql, 2.sql");
  });

  it("have the checksum of their bytes, so that any edit shows (GW-12)", async () => {
    const text = "select 1; -- é\n";
    const { migrations } = await parseFiles({ "migrations/1.sql": text });
    expect(migrations).toMatchObject([
      { text, checksum: createHash("sha256").update(text).digest("hex"), transactional: true },
    ]);
  });

  it.each([
    ["create index concurrently on a (id)", true],
    ["drop index concurrently a", true],
    ["reindex (verbose, concurrently) table a", true],
    ["reindex database", true],
    ["alter table a detach partition b concurrently", true],
    ["vacuum a", true],
    ["create database a", true],
    ["create index on a (id)", false],
    ["alter type a add value 'b'", false],
    ["refresh materialized view concurrently a", false],
  ])("say so where PostgreSQL wants no transaction: %s (GW-12)", async (text, wantsNone) => {
    const directive = "-- stopgap: no-transaction\n";
    const { migrations } = await parseFiles({ "migrations/1.sql": directive + text });
    expect(migrations).toMatchObject([{ transactional: false, statements: [{ line: 2 }] }]);
    if (!wantsNone) {
      expect((await parseFiles({ "migrations/1.sql": text })).migrations).toHaveLength(1);
    } else {
      const error = await refusalOf({ "migrations/1.sql": text });
      expect(error.message).toContain("add the line -- stopgap: no-transaction");
    }
  });

  it("take the directive for one only as a comment of its own", async () => {
    const { migrations } = await parseFiles({
      "migrations/1.sql": "select '-- stopgap: no-transaction'",
      "migrations/2.sql": "-- not: stopgap: no-transaction\nselect 1",
      "migrations/3.sql": "select 1; --stopgap: no-transaction  ",
    });
    expect(migrations.map(({ transactional }) => transactional)).toEqual([true, true, false]);
  });

  it.each(["begin", "commit", "rollback", "savepoint a", "copy a from stdin"])(
    "are refused with %s",
    async (text) => {
      const error = await refusalOf({ "migrations/1.sql": `-- stopgap: no-transaction\n${text}` });
      expect(error).toMatchObject({ code: "invalid_file", line: 2 });
    },
  );
});

describe("seeds", () => {
  it("come in the order of their tables, each table's as they were written (GW-09)", async () => {
    const { tables, seeds } = await parseFiles({
      "tables/1.sql": "create table a (id int primary key, b int references b, x other.t)",
      "tables/2.sql": "create table b (id int primary key)",
      "seeders/1.sql":
        "insert into a values (1, 1), (2, 1); insert into z values (')'); insert into a values (3, 1) on conflict do nothing;",
      "seeders/2.sql": "insert into b values (1, 'a;b(')\n;\ninsert into public.b select 2",
      "seeders/3.sql": "insert into other.z values (1)",
    });
    expect(shortNames(tables)).toEqual(["b", "a"]);
    expect(
      seeds.map(({ table, file, line }) => `${table.schema}.${table.name} ${file}:${line}`),
    ).toEqual([
      "public.b seeders/2.sql:1",
      "public.b seeders/2.sql:3",
      "public.a seeders/1.sql:1",
      "public.a seeders/1.sql:1",
      "other.z seeders/3.sql:1",
      "public.z seeders/1.sql:1",
    ]);
    expect(seeds[0]?.statement.text).toBe("insert into b values (1, 'a;b(')");
  });
});
