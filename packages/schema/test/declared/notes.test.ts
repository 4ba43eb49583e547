import { expect, it } from "vitest";

import { parseFiles } from "../fixtures/parse-files.js";

const table = "create table t (id int); create sequence s; create view v as select 1 as id";

async function notes(tables: string, types = ""): Promise<readonly string[]> {
  const declared = await parseFiles({ "tables/t.sql": tables, "types/t.sql": types });
  return declared.notes.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

it.each([
  ["grant select on t to public", "rights"],
  ["revoke all on t from public", "rights"],
  ["alter table t owner to current_user", "this part of it"],
  ["alter table t set (fillfactor = 70)", "this part of it"],
  ["alter table t add column a int, replica identity full", "this part of it"],
  ["alter view v alter column id set default 1", "this part of it"],
  ["create rule r as on insert to t do nothing", "a rule"],
  ["create statistics x on id, id from t", "extended statistics"],
  ["create table u (id int) with (fillfactor = 70)", "storage"],
  ["create table u (id text compression pglz)", "storage"],
  ["create sequence u increment by 5", "the options of a sequence"],
  ["alter sequence s cache 3", "the options of a sequence"],
  ["create foreign table u (id int) server x", "a foreign table"],
  ["comment on rule r on t is 'x'", "a comment on this"],
])("notes that nothing compares %s later", async (statement, what) => {
  expect(await notes(`${table};\n${statement}`)).toEqual([
    `tables/t.sql:2: ${what}: runs where it or its table is new, and is not compared later; a migration changes it`,
  ]);
});

it("notes grants on types, and types of no kind", async () => {
  const found = await notes(table, "create type t; grant usage on type t to public");
  expect(found.map((note) => note.split(":", 3)[2])).toEqual([" a type of this kind", " rights"]);
});

it("notes nothing of what is compared", async () => {
  expect(
    await notes(
      `${table}; create index on t (id); create trigger g before insert on t execute function f();
       alter table t enable row level security, disable trigger all, add check (id > 0), alter id set not null;
       create policy p on t; comment on policy p on t is 'x'; comment on table t is 'x'; create materialized view m as select 1`,
      "create type m as enum ('a'); create domain d as int; create type r as range (subtype = int4); create type c as (a int); comment on type c is 'x'",
    ),
  ).toEqual([]);
});
