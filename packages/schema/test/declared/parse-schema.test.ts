import { expect, it } from "vitest";

import { parseFiles, refusalOf } from "../fixtures/parse-files.js";

it("names everything that is wrong in all files, with its place", async () => {
  const error = await refusalOf({
    "types/a.sql":
      "create type mood as enum ('sad');\ncreate function f() returns int language sql as '';",
    "tables/a.sql": "create table é (id int);\n  selct 1;",
    "tables/b.sql": "insert into a values (1)",
    "tables/c.sql": "create table c (id int);\ncreate table c (id int);",
    "migrations/1.sql": "/* é */ commit",
    "functions/f.sql": "grant select on a to b",
    "seeders/a.sql": "\n\ndelete from a",
  });
  expect(error.code).toBe("invalid_file");
  expect(error.message.split("\n")).toEqual([
    expect.stringMatching(/^types\/a\.sql:2:1: types\/ holds/),
    'tables/a.sql:2:3: syntax error at or near "selct"',
    expect.stringMatching(/^tables\/b\.sql:1:1: tables\/ holds/),
    "tables/c.sql:2:1: c is declared in tables/c.sql:1 too",
    expect.stringMatching(/^migrations\/1\.sql:1:9: a migration and its record/),
    "functions/f.sql:1:1: belongs to no function that is declared before it",
    "seeders/a.sql:3:1: seeders/ holds inserts alone",
  ]);
  expect(error).toMatchObject({ file: "types/a.sql", line: 2, column: 1 });
  expect(error.problems).toHaveLength(7);
  expect(error.problems[1]).toMatchObject({ file: "tables/a.sql", line: 2, column: 3 });
});

it("tells of files that cannot be read before it tells of cycles", async () => {
  const error = await refusalOf({
    "tables/a.sql": "create table a (b int references b)",
    "tables/b.sql": "create table b (a int references a)",
    "seeders/a.sql": "nothing",
  });
  expect(error.code).toBe("invalid_file");
});

it("keeps the text of a statement as it was written, and its line", async () => {
  const text =
    "-- first\n\n  create table a (\n  id int -- é 🙂\n) ;\n;;\ncreate index on a (id)\n";
  const { tableStatements } = await parseFiles({ "tables/a.sql": text });
  expect(tableStatements).toEqual([
    { file: "tables/a.sql", line: 3, text: "create table a (\n  id int -- é 🙂\n)" },
    { file: "tables/a.sql", line: 7, text: "create index on a (id)" },
  ]);
});

it("takes what no file has for nothing", async () => {
  expect(await parseFiles({})).toMatchObject({ tables: [], seeds: [], schemas: [] });
  expect(await parseFiles({ "tables/a.sql": " \n-- nothing\n;" })).toMatchObject({ tables: [] });
});

it("names the schemas that declared things lie in, also those that are declared alone", async () => {
  const { schemas, tableStatements } = await parseFiles({
    "types/a.sql": "create schema if not exists alone; create type b.mood as enum ()",
    "tables/a.sql": "create schema a; create table a.t (id int); create table public.t (id int)",
    "functions/a.sql": "create function c.f() returns int language sql as 'select 1'",
  });
  expect(schemas).toEqual(["a", "alone", "b", "c"]);
  expect(tableStatements.map(({ text }) => text)).not.toContain("create schema a");
});

it("refuses a schema that belongs to somebody", async () => {
  const error = await refusalOf({ "tables/a.sql": "create schema a authorization b" });
  expect(error.message).toContain("a schema is declared by its name alone");
});

it("leaves TypeScript modules, and what lies beside them, unread", async () => {
  const { modules, functions } = await parseFiles({
    "functions/api/users.ts": "export const x = ;",
    "functions/tsconfig.json": "{",
    "functions/one.sql": "create function one() returns int language sql as 'select 1'",
  });
  expect(modules.map(({ path }) => path)).toEqual(["api/users.ts", "tsconfig.json"]);
  expect(functions).toHaveLength(1);
});
