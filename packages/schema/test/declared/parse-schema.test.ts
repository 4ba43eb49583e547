import { describe, expect, it } from "vitest";

import { createSchemaSource, parseSchema, SchemaError } from "../../src/index.js";
import type { DeclaredSchema, SourceFile } from "../../src/index.js";

/** A schema of files that are given by folder and path. */
function parse(files: Readonly<Record<string, string>>): Promise<DeclaredSchema> {
  return parseSchema(
    createSchemaSource(
      Object.entries(files).map(([file, text]) => {
        const [folder = "", ...path] = file.split("/");
        return { folder: folder as SourceFile["folder"], path: path.join("/"), text };
      }),
    ),
  );
}

/** The error that a schema is refused with. */
async function refusal(files: Readonly<Record<string, string>>): Promise<SchemaError> {
  const outcome = await parse(files).catch((error: unknown) => error);
  if (outcome instanceof SchemaError) return outcome;
  throw new Error("it was not refused");
}

const tableNames = ({ tables }: DeclaredSchema): readonly string[] =>
  tables.map(({ name }) => (name.schema === "public" ? name.name : `${name.schema}.${name.name}`));

describe("tables", () => {
  it("come after those that they refer to, whatever their files are called (GW-07)", async () => {
    const declared = await parse({
      "tables/a.sql":
        "create table comments (id int primary key, post_id int references posts (id));",
      "tables/b.sql": "create table posts (id int primary key, user_id int references users (id));",
      "tables/c.sql": "create table users (id int primary key);",
      "tables/d.sql": "create table apart (id int);",
    });
    expect(tableNames(declared)).toEqual(["apart", "users", "posts", "comments"]);
  });

  it.each([
    ["a foreign key without columns", "create table a (b int references b)"],
    [
      "a composite foreign key",
      "create table a (x int, y int, foreign key (x, y) references b (x, y))",
    ],
    ["a qualified name", "create table a (b int references public.b)"],
    ["a quoted name", 'create table a (b int references "b")'],
    ["inherits", "create table a () inherits (b)"],
    ["like", "create table a (like b)"],
    ["partition of", "create table a partition of b default"],
    ["its row type", "create table a (b b[])"],
  ])("come after those that they need by %s (GW-07)", async (_, text) => {
    const declared = await parse({
      "tables/a.sql": text,
      "tables/b.sql": "create table b (x int)",
    });
    expect(tableNames(declared)).toEqual(["b", "a"]);
  });

  it("may refer to themselves (GW-07)", async () => {
    const declared = await parse({
      "tables/a.sql": "create table a (id int primary key, parent int references a (id))",
    });
    expect(declared.tables).toMatchObject([{ name: { name: "a" }, references: [] }]);
  });

  it("may be several in a file (GW-07)", async () => {
    const declared = await parse({
      "tables/all.sql":
        "create table b (a int references a);\ncreate table a (id int primary key);",
    });
    expect(tableNames(declared)).toEqual(["a", "b"]);
  });

  it("that wait for each other are refused by name (GW-07)", async () => {
    const error = await refusal({
      "tables/1.sql": "create table b (a int references a)",
      "tables/2.sql": "create table a (b int references b)",
      "tables/3.sql": "create table c (b int references b)",
    });
    expect(error.code).toBe("cycle");
    expect(error.message).toBe("Circular dependency detected in table definitions: a, b");
  });

  it("may refer to each other with a foreign key that is added later", async () => {
    const declared = await parse({
      "tables/1.sql":
        "create table a (id int primary key, b int); alter table a add foreign key (b) references b; create index on a (b);",
      "tables/2.sql": "create table b (id int primary key, a int references a);",
    });
    expect(declared.tableStatements.map(({ text }) => text.slice(0, 14))).toEqual([
      "create table a",
      "create index o",
      "create table b",
      "alter table a ",
    ]);
    expect(declared.tables[0]?.references).toEqual([{ schema: "public", name: "b" }]);
  });
});

it("names everything that is wrong in all files, with its place", async () => {
  const error = await refusal({
    "tables/a.sql": "create table é (id int);\n  selct 1;",
    "tables/b.sql": "insert into a values (1)",
    "seeders/a.sql": "\n\ndelete from a",
  });
  expect(error.code).toBe("invalid_file");
  expect(error.message.split("\n")).toEqual([
    'tables/a.sql:2:3: syntax error at or near "selct"',
    expect.stringMatching(/^tables\/b\.sql:1:1: tables\/ holds/),
    "seeders/a.sql:3:1: seeders/ holds inserts alone",
  ]);
  expect(error).toMatchObject({ file: "tables/a.sql", line: 2, column: 3 });
});
