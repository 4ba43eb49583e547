import { describe, expect, it } from "vitest";

import { type Files, parseFiles, refusalOf, shortNames } from "../fixtures/parse-files.js";

/** The first words of the statements of `tables/`, in order. */
async function statementsOf(files: Files): Promise<readonly string[]> {
  const { tableStatements } = await parseFiles(files);
  return tableStatements.map(({ text }) => text.replace(/\s*\(.*$/s, ""));
}

describe("tables", () => {
  it("come after those that they refer to, whatever their files are called, else by name (GW-07)", async () => {
    const { tables } = await parseFiles({
      "tables/a.sql": "create table comments (post_id int references posts (id));",
      "tables/b.sql": "create table posts (id int primary key, user_id int references users (id));",
      "tables/c.sql": "create table users (id int primary key);",
      "tables/d.sql": "create table z_apart (id int);",
      "tables/e.sql": "create table a_apart (id int);",
    });
    expect(shortNames(tables)).toEqual(["a_apart", "users", "posts", "comments", "z_apart"]);
  });

  it.each([
    ["a foreign key without columns", "create table a (b int references b)"],
    ["a foreign key of the table", "create table a (x int, foreign key (x) references b)"],
    [
      "a composite foreign key",
      "create table a (x int, y int, foreign key (x, y) references b (x, y))",
    ],
    [
      "a foreign key with a name",
      "create table a (x int constraint c references b on delete cascade)",
    ],
    ["a qualified name", "create table a (b int references public.b)"],
    ["a quoted name", 'create table a (b int references "b")'],
    ["another case", "CREATE TABLE IF NOT EXISTS A (B INT REFERENCES B)"],
    ["inherits", "create table a () inherits (b)"],
    ["like", "create table a (like b including all)"],
    ["partition of", "create table a partition of b default"],
    ["its row type", "create table a (b b[])"],
  ])("come after what they need by %s (GW-07)", async (_, text) => {
    expect(
      await statementsOf({
        "tables/a.sql": text,
        "tables/b.sql": "create table b (x int)",
      }),
    ).toEqual([expect.stringMatching(/ b$/), expect.stringMatching(/ a\b/i)]);
  });

  it.each(["nextval('s')", "nextval('public.s'::regclass)", "nextval('\"s\"')"])(
    "come after the sequence that they take their numbers from: %s (GW-07)",
    async (value) => {
      const statements = await statementsOf({
        "tables/1.sql": `create table a (x int default ${value})`,
        "tables/2.sql": "create sequence s owned by t.id; create table t (id int)",
      });
      expect(statements.map((text) => text.split(" ").slice(1, 3).join(" "))).toEqual([
        "table t",
        "sequence s",
        "table a",
      ]);
    },
  );

  it("with one name in two schemas are two (GW-07)", async () => {
    const { tables } = await parseFiles({
      "tables/a.sql": "create table one.t (other int references two.t)",
      "tables/b.sql": "create table two.t (id int primary key)",
      "tables/c.sql": 'create table "T" (id int primary key)',
    });
    expect(shortNames(tables)).toEqual(["T", "two.t", "one.t"]);
  });

  it("may refer to themselves (GW-07)", async () => {
    const { tables } = await parseFiles({
      "tables/a.sql": "create table a (id int primary key, parent int references a (id))",
    });
    expect(tables).toMatchObject([{ name: { name: "a" }, references: [] }]);
  });

  it("may be several in a file (GW-07)", async () => {
    const { tables } = await parseFiles({
      "tables/all.sql":
        "create table b (a int references a);\ncreate table a (id int primary key);",
    });
    expect(tables).toMatchObject([
      { name: { name: "a" }, line: 2 },
      { name: { name: "b" }, line: 1 },
    ]);
  });

  it("that wait for each other are refused by name, and only those (GW-07)", async () => {
    const error = await refusalOf({
      "tables/1.sql": "create table b (a int references a)",
      "tables/2.sql": "create table a (b int references b)",
      "tables/3.sql": "create table c (b int references b)",
      "tables/4.sql": "create table d (id int)",
    });
    expect(error.code).toBe("cycle");
    expect(error.message).toBe("Circular dependency detected in table definitions: a, b");
    expect(error.problems).toMatchObject([{ file: "tables/2.sql", line: 1 }]);
  });

  it("that wait for each other twice over are refused a line each (GW-07)", async () => {
    const error = await refusalOf({
      "tables/1.sql": "create table a (x int references b); create table b (x int references a)",
      "tables/2.sql": "create table c (x int references d); create table d (x int references e)",
      "tables/3.sql": "create table e (x int references c); create table f (x int references e)",
    });
    expect(error.message.split("\n").sort()).toEqual([
      "Circular dependency detected in table definitions: a, b",
      "Circular dependency detected in table definitions: c, d, e",
    ]);
  });
});

describe("what says more of a table", () => {
  it("comes directly after it, and foreign keys that are added later come last", async () => {
    const files = {
      "tables/1.sql":
        "create table a (id int primary key, b int); alter table a add constraint k foreign key (b) references b (id); create index on a (b); comment on table a is ''; comment on constraint k on a is ''; grant select on a to public",
      "tables/2.sql": "create table b (id int primary key, a int references a);",
    };
    expect(await statementsOf(files)).toEqual([
      "create table a",
      "create index on a",
      "comment on table a is ''",
      "create table b",
      "alter table a add constraint k foreign key",
      "comment on constraint k on a is ''",
      "grant select on a to public",
    ]);
    expect((await parseFiles(files)).tables).toMatchObject([
      { references: [{ name: "b" }] },
      { references: [{ name: "a" }] },
    ]);
  });

  it("may lie in other files than the table", async () => {
    const statements = await statementsOf({
      "tables/1.sql":
        "grant select on t to public; comment on constraint c on t is ''; create index i on t (id); alter table t add constraint c check (id > 0); create policy p on t; comment on index i is ''; alter sequence s owned by t.id",
      "tables/2.sql": "create sequence s; create table t (id int);",
    });
    expect(statements.slice(0, 2)).toEqual(["create sequence s", "create table t"]);
    expect(statements).toHaveLength(9);
  });

  it("lets tables come after those that they refer to by a later foreign key, where that is no cycle", async () => {
    const { tables } = await parseFiles({
      "tables/1.sql": "create table a (b int); create table b (id int primary key);",
      "tables/2.sql": "alter table only a add constraint k foreign key (b) references b (id)",
    });
    expect(shortNames(tables)).toEqual(["b", "a"]);
  });

  it("comes after the views that it needs, and views after their tables", async () => {
    const statements = await statementsOf({
      "tables/1.sql": "create view v as with b as (select 1) select * from a, b",
      "tables/2.sql": "create table a (id int); create table b (like v)",
    });
    expect(statements.map((text) => text.split(" ").slice(1, 3).join(" "))).toEqual([
      "table a",
      "view v",
      "table b",
    ]);
  });

  it("counts for the checksum of its table, white space, comments and case do not (GW-06)", async () => {
    const checksum = async (text: string): Promise<string | undefined> =>
      (await parseFiles({ "tables/a.sql": text })).tables[0]?.checksum;
    const plain = await checksum(
      "create table a (id int, t text default 'x'); create index on a (id)",
    );
    expect(
      await checksum(
        "/* new */ CREATE TABLE A (\n ID INT,\n T text DEFAULT 'x'); -- c\ncreate index on a(id);",
      ),
    ).toBe(plain);
    for (const other of [
      "create table a (id int, t text default 'X'); create index on a (id)",
      "create table a (id int, t text default 'x'); create unique index on a (id)",
      "create table a (id int, t text default 'x')",
      "create table a (\"Id\" int, t text default 'x'); create index on a (id)",
    ]) {
      expect(await checksum(other)).not.toBe(plain);
    }
  });
});

it.each([
  ["drop table if exists a", /tables\/ holds/],
  ["insert into a values (1)", /tables\/ holds/],
  ["begin", /tables\/ holds/],
  ["set search_path = a", /tables\/ holds/],
  ["create temporary table a (id int)", /temporary table/],
  ["create table a as select 1 as id", /declare its columns/],
  ["create index concurrently on a (id)", /leave concurrently to a migration/],
])("refuses %s", async (text, message) => {
  const error = await refusalOf({ "tables/a.sql": text });
  expect(error).toMatchObject({ code: "invalid_file", file: "tables/a.sql", line: 1, column: 1 });
  expect(error.message).toMatch(message);
});
