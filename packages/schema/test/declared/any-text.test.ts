import fc from "fast-check";
import { expect, it } from "vitest";

import { createSchemaSource, parseSchema, schemaFolders, SchemaError } from "../../src/index.js";
import type { SourceFile } from "../../src/index.js";

const samples = [
  "create table a (id int primary key, b int references b (id), m mood[] default '{}')",
  "alter table only a add constraint c foreign key (b) references other.b",
  "create type t as (a int, b text[]); comment on type t is 'x'",
  "create domain d as numeric(10,2) check (value > 0)",
  "create function f(a int = 1, out b text) returns setof text language plpgsql as $$ begin return next 'x'; end $$",
  "create index concurrently i on a using gin (b) where c is not null",
  "insert into a (b, c) values (1, 'x;'), (2, e'\\n') on conflict do nothing",
  "-- stopgap: no-transaction\nvacuum a",
  "create view v as with recursive w as (select 1 union all select * from w) select nextval('s') from w",
  "grant select on all tables in schema a to b; do $x$ begin end $x$",
];

/** SQL that somebody has cut up and put together again. */
const garbled = fc
  .array(
    fc.record({ sample: fc.constantFrom(...samples), from: fc.nat(120), length: fc.nat(80) }),
    { minLength: 1, maxLength: 4 },
  )
  .map((pieces) =>
    pieces.map(({ sample, from, length }) => sample.slice(from, from + length)).join(" "),
  );

const file = fc.record<SourceFile>({
  folder: fc.constantFrom(...schemaFolders),
  path: fc.constantFrom("a.sql", "b.pssql", "c.ts"),
  text: fc.oneof(
    fc.constantFrom(...samples),
    garbled,
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(fc.constantFrom(...samples)).map((texts) => texts.join(";\n")),
  ),
});

it("is a schema, or is refused with the places of what is wrong", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 5 }), async (files) => {
      const source = createSchemaSource(files);
      const outcome = await parseSchema(source).catch((error: unknown) => error);
      if (!(outcome instanceof Error)) {
        expect(outcome).toMatchObject({ checksum: source.checksum });
        return;
      }
      if (!(outcome instanceof SchemaError)) throw outcome;
      const { problems } = outcome;
      expect(problems.length).toBeGreaterThan(0);
      for (const { file: name, line, column } of problems) {
        const texts = files.filter(({ folder, path }) => `${folder}/${path}` === name);
        const lines = texts.map(({ text }) => text.split("\n"));
        expect(lines.some((each) => column <= (each[line - 1]?.length ?? -1) + 1)).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
}, 120_000);
