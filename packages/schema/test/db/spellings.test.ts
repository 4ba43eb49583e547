import { createTestDatabase, withRollback } from "@stopgap/local/testing";
import type { TestDatabase } from "@stopgap/local/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { compareSchema } from "../../src/index.js";
import { declare } from "../fixtures/declare.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.client.query("create extension citext");
});
afterAll(() => database.drop());

/** Ways to write the same, the first of which is PostgreSQL's own. */
const types: readonly (readonly string[])[] = [
  ["integer", "int", "INT4", "pg_catalog.int4"],
  ["bigint", "INT8", '"int8"'],
  ["smallint", "int2"],
  ["boolean", "BOOL"],
  ["double precision", "FLOAT8", "float", "float(53)"],
  ["real", "float4", "FLOAT(24)"],
  ["numeric(10,2)", "NUMERIC(10, 2)", "decimal ( 10 , 2 )", "dec(10,2)"],
  ["numeric(10,0)", "numeric(10)"],
  ["character varying(20)", "VARCHAR(20)", "char varying(20)"],
  ["character varying", "varchar"],
  ["character(1)", "CHAR", "character", "char(1)"],
  ["timestamp with time zone", "TIMESTAMPTZ"],
  ["timestamp without time zone", "TIMESTAMP"],
  ["timestamp(3) with time zone", "timestamptz(3)"],
  ["time with time zone", "timetz"],
  ["bit varying(5)", "VARBIT(5)"],
  ["integer[]", "int array", "int4[3]", "_int4", "int[][]"],
  ["text[]", "text array[4]"],
  ["citext", "public.citext", '"citext"'],
  ["mood", "public.mood", '"mood"', "Mood"],
  ["mood[]", "public.mood array", "_mood"],
  ["email", "public.email"],
  ["address", "public.address"],
  ["jsonb", "JSONB"],
  ["uuid", "UUID"],
];

const columnSpelling = fc
  .constantFrom(...types)
  .chain((spellings) => fc.tuple(fc.constantFrom(...spellings), fc.constantFrom(...spellings)));

/** The same part of a column, written in two ways. */
const parts: readonly (readonly string[])[] = [
  ["", "null"],
  ["not null", "NOT  NULL"],
  ["default null", ""],
];
const partSpelling = fc
  .constantFrom(...parts)
  .chain((spellings) => fc.tuple(fc.constantFrom(...spellings), fc.constantFrom(...spellings)));

/** The same statements of a table, written in two ways. Columns are c0 integer and c1 text. */
const tableParts: readonly (readonly string[])[] = [
  [", primary key (c0)", ", constraint t_pkey primary key (c0)"],
  [", unique (c0, c1)", ",UNIQUE(C0,c1)"],
  [", check (c0 > 0 and c1 <> '')", ", check ((c0>0) AND c1 != '')"],
  [", check (c0 in (1, 2))", ", check (c0 = any (array[1, 2]))"],
  [", check (c0 between 1 and 9)", ", check (c0 >= 1 and c0 <= 9)"],
  [", d date default current_date", ", d date DEFAULT CURRENT_DATE"],
  [", d text default 'a'", ", d text default 'a'::text"],
  [", d timestamptz default now()", ", d timestamptz default pg_catalog.now()"],
  [", d int default 1 + 2", ", d int default (1+2)"],
  [
    ", d int generated always as (c0 * 2) stored",
    ", d integer GENERATED ALWAYS AS ((c0*2)) STORED",
  ],
  [", d serial", ", d serial4 not null"],
  [
    ", d int references t2",
    ", d int references public.t2 (id)",
    ", d int, foreign key (d) references t2",
  ],
  [
    "); create index on t (c0 asc nulls last",
    "); create index t_c0_idx on public.t using btree (c0",
  ],
  ["); create unique index on t (lower(c1)", "); create unique index on only t ((lower(c1))"],
];
const tableSpelling = fc
  .constantFrom(...tableParts)
  .chain((spellings) => fc.tuple(fc.constantFrom(...spellings), fc.constantFrom(...spellings)));

const declaredTypes = `
  create type mood as enum ('sad', 'happy');
  create domain email as citext check (value ~ '@');
  create type address as (street text, feeling mood)`;

async function changesBetween(written: string, declared: string) {
  return withRollback(database.client, async (client) => {
    await client.query(`${declaredTypes}; ${written}`);
    return compareSchema(client, await declare(declaredTypes, declared));
  });
}

it("no spelling of columns makes a difference (GW-11)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(columnSpelling, partSpelling), { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (columns, isQualified) => {
        const table = (side: 0 | 1, name: string, order: <Item>(items: Item[]) => Item[]) =>
          `create table ${name} (${order(
            columns.map(([type, part], at) => `c${at} ${type[side]} ${part[side]}`),
          ).join(", ")})`;
        const written = table(0, "t", (items) => items);
        const declared = table(1, isQualified ? "public.t" : "T", (items) => items.reverse());
        expect(await changesBetween(written, declared)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

it("no spelling of constraints, defaults and indexes makes a difference (GW-11)", async () => {
  await fc.assert(
    fc.asyncProperty(tableSpelling, async ([one, other]) => {
      const table = (part: string) =>
        `create table t2 (id int primary key); create table t (c0 int, c1 text${part})`;
      expect(await changesBetween(table(one), table(other))).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 120_000);

it("a database is as declared once the changes between any two tables are made (GW-11)", async () => {
  const column = fc.tuple(fc.constantFrom(...types.map(([type = ""]) => type)), fc.boolean());
  const tables = fc.tuple(
    fc.array(column, { minLength: 1, maxLength: 4 }),
    fc.array(column, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(...tableParts.slice(0, 9).map(([part = ""]) => part), ""),
    fc.constantFrom(...tableParts.slice(0, 9).map(([part = ""]) => part), ""),
  );
  await fc.assert(
    fc.asyncProperty(tables, async ([before, after, partBefore, partAfter]) => {
      const table = (columns: readonly (readonly [string, boolean])[], part: string) =>
        `create table t (c0 int, c1 text${columns
          .map(([type, isNotNull], at) => `, e${at} ${type}${isNotNull ? " not null" : ""}`)
          .join("")}${part})`;
      await withRollback(database.client, async (client) => {
        await client.query(`${declaredTypes}; ${table(before, partBefore)}`);
        const declared = await declare(declaredTypes, table(after, partAfter));
        for (const { statements } of await compareSchema(client, declared)) {
          for (const statement of statements) await client.query(statement);
        }
        expect(await compareSchema(client, declared)).toEqual([]);
      });
    }),
    { numRuns: 60 },
  );
}, 120_000);
