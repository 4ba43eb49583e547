import { createTestDatabase, withRollback } from "@stopgap/local/testing";
import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { compareSchema } from "../../src/index.js";
import type { SchemaChange } from "../../src/index.js";
import { declare } from "../fixtures/declare.js";
import { lossy, widenings } from "../fixtures/type-pairs.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Changes of a database made of some statements, and that it is as declared once they have been made. */
async function undone(before: string, types: string, tables: string) {
  return withRollback(database.client, async (client) => {
    await client.query(before);
    const changes = await compareSchema(client, await declare(types, tables));
    for (const { statements } of changes) {
      for (const statement of statements) await client.query(statement);
    }
    expect(await compareSchema(client, await declare(types, tables))).toEqual([]);
    return changes;
  });
}

function brief({ type, table, column, compatibility, reason }: SchemaChange) {
  return [type, column === null ? table.name : `${table.name}.${column}`, compatibility, reason];
}

const orders = (columns: string) => `create table orders (${columns})`;
const mayFail = "May fail if existing rows violate it";

interface Row {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly changes: readonly (readonly (string | null)[])[];
}

const rows: readonly Row[] = [
  {
    what: "a new table",
    before: "",
    after: `create table a (id int primary key); ${orders("a_id int references a")}; create index on orders (a_id)`,
    changes: [
      ["CreateTable", "a", "safe", null],
      ["CreateTable", "orders", "safe", null],
    ],
  },
  {
    what: "a table that nobody declares",
    before: `create table lines (id int primary key); create table notes (id int references lines); ${orders("a int")}`,
    after: orders("a int"),
    changes: [
      ["DropTable", "notes", "dataloss", "Dropping table will delete all data"],
      ["DropTable", "lines", "dataloss", "Dropping table will delete all data"],
    ],
  },
  {
    what: "tables that refer to each other and that nobody declares",
    before: `create table l (id int primary key); create table n (id int primary key references l); alter table l add foreign key (id) references n; ${orders("a int")}`,
    after: orders("a int"),
    changes: [
      ["DropTable", "l", "dataloss", "Dropping table will delete all data"],
      ["DropTable", "n", "dataloss", "Dropping table will delete all data"],
    ],
  },
  {
    what: "a new column that may be null",
    before: orders("a int"),
    after: orders("a int, note text, id serial, n bigint generated always as identity"),
    changes: [
      ["AddColumn", "orders.note", "safe", null],
      ["AddColumn", "orders.id", "safe", null],
      ["AddColumn", "orders.n", "safe", null],
    ],
  },
  {
    what: "a new column with a default",
    before: orders("a int"),
    after: orders("a int, b int not null default 3, c int generated always as (a * 2) stored"),
    changes: [
      ["AddColumn", "orders.b", "safe", null],
      ["AddColumn", "orders.c", "safe", null],
    ],
  },
  {
    what: "a new column NOT NULL without default",
    before: orders("a int"),
    after: orders("a int, b int not null"),
    changes: [
      [
        "AddColumn",
        "orders.b",
        "dataloss",
        "Adding NOT NULL column without DEFAULT requires data migration",
      ],
    ],
  },
  {
    what: "a column that nobody declares, with its constraint and index",
    before: `${orders("a int, note text unique check (note <> ''), check (a > 0)")}; create index on orders (a, note)`,
    after: orders("a int, check (a > 0)"),
    changes: [
      [
        "DropColumn",
        "orders.note",
        "dataloss",
        "Dropping column will delete all data in that column",
      ],
    ],
  },
  {
    what: "a column that must not be null from now on",
    before: orders("a int"),
    after: orders("a int not null"),
    changes: [["ModifyColumnNullable", "orders.a", "dataloss", "May fail if NULL values exist"]],
  },
  {
    what: "a column that may be null from now on",
    before: orders("a int not null"),
    after: orders("a int"),
    changes: [["ModifyColumnNullable", "orders.a", "safe", null]],
  },
  {
    what: "another default",
    before: orders("a int default 1, b int default 1, c int"),
    after: orders("a int default 2, b int, c int default 3"),
    changes: [
      ["ModifyColumnDefault", "orders.a", "safe", null],
      ["ModifyColumnDefault", "orders.b", "safe", null],
      ["ModifyColumnDefault", "orders.c", "safe", null],
    ],
  },
  {
    what: "a column that gets its values from a sequence from now on, and the other way round",
    before: orders(
      "a int not null, b serial, c int, d int generated always as identity, e bigint generated by default as identity (increment by 2)",
    ),
    after: orders(
      "a serial, b int not null, c int generated by default as identity, d int not null, e bigint generated always as identity (start with 7 maxvalue 99)",
    ),
    changes: [
      ["ModifyColumnDefault", "orders.a", "safe", null],
      ["ModifyColumnDefault", "orders.b", "safe", null],
      ["ModifyColumnDefault", "orders.c", "safe", null],
      ["ModifyColumnNullable", "orders.c", "dataloss", "May fail if NULL values exist"],
      ["ModifyColumnDefault", "orders.d", "safe", null],
      ["ModifyColumnDefault", "orders.e", "safe", null],
    ],
  },
  {
    what: "another generated column",
    before: `${orders("a int, b int generated always as (a + 1) stored, c int, d int generated always as (a) stored")}; create index on orders (b); create index on orders (c)`,
    after: `${orders("a int, b int generated always as (a + 2) stored, c int generated always as (a) stored, d int")}; create index on orders (b); create index on orders (c)`,
    changes: [
      ["ModifyColumnDefault", "orders.b", "safe", null],
      ["ModifyColumnDefault", "orders.c", "dataloss", "Values of the column will be replaced"],
      ["ModifyColumnDefault", "orders.d", "safe", null],
      ["CreateIndex", "orders.orders_b_idx", "safe", null],
      ["CreateIndex", "orders.orders_c_idx", "safe", null],
    ],
  },
  {
    what: "a type that holds all values, with a default",
    before: `${orders("a int default 1 primary key, b varchar(10) default 'x', c int generated always as identity, d serial")}; create table lines (a int references orders)`,
    after: `${orders("a bigint default 1 primary key, b text default 'x', c bigint generated always as identity, d bigserial")}; create table lines (a bigint references orders)`,
    changes: [
      ["ModifyColumnType", "lines.a", "safe", null],
      ["ModifyColumnType", "orders.a", "safe", null],
      ["ModifyColumnType", "orders.b", "safe", null],
      ["ModifyColumnType", "orders.c", "safe", null],
      ["ModifyColumnType", "orders.d", "safe", null],
    ],
  },
  {
    what: "a type that holds fewer values",
    before: orders("a bigint, b text default 'x', c numeric(10,2)"),
    after: orders("a int, b varchar(5) default 'x', c numeric(10,4)"),
    changes: [
      ["ModifyColumnType", "orders.a", "dataloss", "May overflow: BIGINT to INTEGER"],
      ["ModifyColumnType", "orders.b", "dataloss", "May truncate: TEXT to VARCHAR(5)"],
      [
        "ModifyColumnType",
        "orders.c",
        "dataloss",
        "May lose precision: reducing from NUMERIC(10,2) to NUMERIC(10,4)",
      ],
    ],
  },
  {
    what: "a type that nobody knows to hold the values",
    before: orders("a text"),
    after: orders("a int"),
    changes: [
      [
        "ModifyColumnType",
        "orders.a",
        "incompatible",
        "Unknown type change: TEXT -> INTEGER. Add to compatibility matrix if this should be allowed.",
      ],
    ],
  },
  {
    what: "another collation",
    before: orders("a text"),
    after: orders(`a text collate "C"`),
    changes: [["ModifyColumnType", "orders.a", "safe", null]],
  },
  {
    what: "new constraints",
    before: `create table a (id int primary key); ${orders("a int, b int, r int4range")}`,
    after: `create table a (id int primary key); ${orders("a int primary key, b int references a unique, r int4range, constraint positive check (b > 0), exclude using gist (r with &&)")}`,
    changes: [
      ["ModifyColumnNullable", "orders.a", "dataloss", "May fail if NULL values exist"],
      ["AddConstraint", "orders.positive", "dataloss", mayFail],
      ["AddConstraint", "orders.orders_pkey", "dataloss", mayFail],
      ["AddConstraint", "orders.orders_b_key", "dataloss", mayFail],
      ["AddConstraint", "orders.orders_r_excl", "dataloss", mayFail],
      ["AddConstraint", "orders.orders_b_fkey", "dataloss", mayFail],
    ],
  },
  {
    what: "a constraint that null does not violate, on a new column",
    before: `create table a (id int primary key); ${orders("a int")}`,
    after: `create table a (id int primary key); ${orders("a int, b int references a unique")}`,
    changes: [
      ["AddColumn", "orders.b", "safe", null],
      ["AddConstraint", "orders.orders_b_key", "safe", null],
      ["AddConstraint", "orders.orders_b_fkey", "safe", null],
    ],
  },
  {
    what: "constraints that nobody declares",
    before: `create table a (id int primary key); ${orders("a int not null primary key, b int references a unique check (b > 0)")}`,
    after: `create table a (id int primary key); ${orders("a int not null, b int")}`,
    changes: [
      ["DropConstraint", "orders.orders_b_fkey", "safe", null],
      ["DropConstraint", "orders.orders_b_check", "safe", null],
      ["DropConstraint", "orders.orders_pkey", "safe", null],
      ["DropConstraint", "orders.orders_b_key", "safe", null],
    ],
  },
  {
    what: "a constraint that says something else, another name, and one that was not validated",
    before: `${orders("a int constraint x check (a > 0), b int constraint y check (b > 0), c int")}; alter table orders add constraint z check (c > 0) not valid`,
    after: orders(
      "a int constraint x check (a > 1), b int constraint w check (b > 0), c int constraint z check (c > 0)",
    ),
    changes: [
      ["ModifyConstraint", "orders.x", "dataloss", mayFail],
      ["ModifyConstraint", "orders.z", "dataloss", mayFail],
      ["ModifyConstraint", "orders.w", "safe", null],
    ],
  },
  {
    what: "indexes",
    before: `${orders("a int, b int")}; create index gone on orders (a); create index changed on orders (a); create index old on orders (b)`,
    after: `${orders("a int, b int")}; create index changed on orders (a desc) where b > 0; create index renamed on orders (b); create unique index on orders (a, b); create index on orders (a, b)`,
    changes: [
      ["DropIndex", "orders.gone", "safe", null],
      ["ModifyIndex", "orders.changed", "safe", null],
      ["ModifyIndex", "orders.renamed", "safe", null],
      ["CreateIndex", "orders.orders_a_b_idx", "dataloss", mayFail],
      ["CreateIndex", "orders.orders_a_b_idx1", "safe", null],
    ],
  },
  {
    what: "the form of a table",
    before: orders("a int"),
    after: `create unlogged table orders (a int); alter table orders enable row level security; alter table orders force row level security`,
    changes: [
      ["ModifyTable", "orders", "safe", null],
      ["EnableRowSecurity", "orders", "safe", null],
      ["ForceRowSecurity", "orders", "safe", null],
    ],
  },
  {
    what: "a new sequence",
    before: orders("a int"),
    after: `create sequence counter; ${orders("a int default nextval('counter')")}`,
    changes: [
      ["CreateSequence", "counter", "safe", null],
      ["ModifyColumnDefault", "orders.a", "safe", null],
    ],
  },
];

describe("compareSchema", () => {
  it.each(rows)("classes $what (GW-10)", async ({ before, after, changes }) => {
    expect((await undone(before, "", after)).map(brief)).toEqual(changes);
  });

  it("classes every pair of types as the matrix does, and can change one to the other (GW-10)", async () => {
    const safe = widenings.flatMap(([[from = ""], to]) => to.map((each) => [from, each] as const));
    const isListed = (from: string, to: string): boolean =>
      safe.some((pair) => pair[0] === from && pair[1] === to);
    const pairs = [
      ...safe.map(([from, to]) => [from, to, "safe"] as const),
      ...safe
        .filter(([from, to]) => !isListed(to, from))
        .map(([from, to]) => [to, from, "dataloss"] as const),
      ...lossy.map(([from, to]) => [from, to, "dataloss"] as const),
      ...[["INT", "TEXT"] as const, ["UUID", "INTEGER"] as const, ["BOOLEAN", "TEXT"] as const].map(
        ([from, to]) => [from, to, "incompatible"] as const,
      ),
    ].filter(([from, to]) => !`${from} ${to}`.includes("SERIAL"));
    const of = (side: 0 | 1): string =>
      orders(pairs.map((pair, at) => `c${at} ${pair[side]}`).join(", "));
    const changes = await undone(of(0), "", of(1));
    const found = new Map(changes.map(({ column, compatibility }) => [column, compatibility]));
    expect(pairs.map(([from, to], at) => [from, to, found.get(`c${at}`)])).toEqual(pairs);
  });

  it("says of each change what was and what will be (GW-10)", async () => {
    const changes = await undone(
      orders("a int not null, b int, c int, d text"),
      "",
      orders("a int, b int not null, c bigint, e numeric(10, 2)"),
    );
    const steps = changes.map((each) => [each.type, each.column, each.fromType, each.toType]);
    expect(steps.sort()).toEqual([
      ["AddColumn", "e", null, "NUMERIC(10,2)"],
      ["DropColumn", "d", "TEXT", null],
      ["ModifyColumnNullable", "a", "NOT NULL", "NULLABLE"],
      ["ModifyColumnNullable", "b", "NULLABLE", "NOT NULL"],
      ["ModifyColumnType", "c", "INTEGER", "BIGINT"],
    ]);
  });

  it("finds no table to drop where none is declared (GW-10)", async () => {
    expect(await undone(orders("a int"), "", "")).toEqual([]);
  });

  it("adds values to an enum where they belong (GW-10)", async () => {
    const changes = await undone(
      `create type mood as enum ('b', 'd'); ${orders("m mood")}`,
      "create type mood as enum ('a', 'b', 'c', 'd', 'e')",
      orders("m mood"),
    );
    expect(changes.map(brief)).toEqual([
      ["AddEnumValue", "mood.a", "safe", null],
      ["AddEnumValue", "mood.c", "safe", null],
      ["AddEnumValue", "mood.e", "safe", null],
    ]);
  });
});
