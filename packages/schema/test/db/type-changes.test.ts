import { createTestDatabase, withRollback } from "@stopgap/local/testing";
import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, expect, it } from "vitest";

import { compareSchema } from "../../src/index.js";
import { declare } from "../fixtures/declare.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const use = "create table t (a changed)";
const cannot = "PostgreSQL cannot change a type in this way: a migration has to";

it.each([
  [
    "an enum's values, one removed",
    "enum ('a', 'b')",
    "enum ('a')",
    "incompatible",
    "Values of an enum cannot be removed",
  ],
  [
    "an enum's values in another order",
    "enum ('a', 'b')",
    "enum ('b', 'a')",
    "incompatible",
    "Values of an enum cannot change places",
  ],
  ["an enum that becomes a composite type", "enum ('a')", "(a int)", "incompatible", cannot],
  [
    "another subtype of a range",
    "range (subtype = int)",
    "range (subtype = bigint)",
    "incompatible",
    cannot,
  ],
  [
    "a new attribute in front",
    "(a int)",
    "(b int, a int)",
    "incompatible",
    "Attributes of a type cannot change places, and new ones come last",
  ],
])("%s is left to a migration (GW-06)", async (_what, before, after, compatibility, reason) => {
  await withRollback(database.client, async (client) => {
    await client.query(`create type changed as ${before}; ${use}`);
    const changes = await compareSchema(
      client,
      await declare(`create type changed as ${after}`, use),
    );
    expect(changes).toMatchObject([{ type: "ModifyType", compatibility, reason, statements: [] }]);
    expect(changes[0]?.hazards).toMatchObject([{ accept: "modify-type:changed" }]);
  });
});

it.each([
  ["a new attribute", "type changed as (a int)", "type changed as (a int, b text)", "safe", null],
  [
    "an attribute that is gone",
    "type changed as (a int, b int)",
    "type changed as (a int)",
    "incompatible",
    "Dropping attribute b will delete all data in it",
  ],
  [
    "a default of a domain",
    "domain changed as int default 1",
    "domain changed as int default 2",
    "safe",
    null,
  ],
  [
    "a domain without its default",
    "domain changed as int default 1",
    "domain changed as int",
    "safe",
    null,
  ],
  [
    "a domain that must not be null",
    "domain changed as int",
    "domain changed as int not null",
    "dataloss",
    "May fail if NULL values exist",
  ],
  [
    "a domain that may be null",
    "domain changed as int not null",
    "domain changed as int",
    "safe",
    null,
  ],
  [
    "a new check of a domain",
    "domain changed as int",
    "domain changed as int check (value > 0)",
    "dataloss",
    "May fail if existing rows violate it",
  ],
  [
    "another check of a domain",
    "domain changed as int constraint x check (value > 0)",
    "domain changed as int constraint x check (value > 1)",
    "dataloss",
    "May fail if existing rows violate it",
  ],
  [
    "a domain without its check",
    "domain changed as int check (value > 0)",
    "domain changed as int",
    "safe",
    null,
  ],
])("%s is made (GW-06)", async (_what, before, after, compatibility, reason) => {
  await withRollback(database.client, async (client) => {
    await client.query(`create ${before}; ${use}`);
    const declared = await declare(`create ${after}`, use);
    const changes = await compareSchema(client, declared);
    expect(changes).toMatchObject([{ type: "ModifyType", compatibility, reason }]);
    for (const statement of changes[0]?.statements ?? []) await client.query(statement);
    expect(await compareSchema(client, declared)).toEqual([]);
  });
});

it("leaves types alone that nobody declares, and says nothing of them", async () => {
  await withRollback(database.client, async (client) => {
    await client.query("create type mood as enum ('a'); create table t (a int)");
    expect(await compareSchema(client, await declare("", "create table t (a int)"))).toEqual([]);
  });
});

it("creates a type that is declared, before what uses it", async () => {
  await withRollback(database.client, async (client) => {
    const declared = await declare(
      "create type mood as enum ('a'); create type pair as (one mood, other mood)",
      "create table t (a mood, p pair)",
    );
    const changes = await compareSchema(client, declared);
    expect(changes.map(({ type, table }) => `${type} ${table.name}`)).toEqual([
      "CreateType mood",
      "CreateType pair",
      "CreateTable t",
    ]);
    for (const { statements } of changes) {
      for (const statement of statements) await client.query(statement);
    }
    expect(await compareSchema(client, declared)).toEqual([]);
  });
});

it("leaves partitions of a declared table alone that nobody declares", async () => {
  await withRollback(database.client, async (client) => {
    const table = "create table t (a int primary key, b text) partition by range (a)";
    await client.query(`${table}; create table t1 partition of t for values from (1) to (9)`);
    const indexed = `${table}; create index on t (b)`;
    const declared = await declare("", indexed);
    const changes = await compareSchema(client, declared);
    expect(changes.map(({ type, table: { name } }) => `${type} ${name}`)).toEqual([
      "CreateIndex t",
    ]);
    for (const statement of changes[0]?.statements ?? []) await client.query(statement);
    expect(await compareSchema(client, declared)).toEqual([]);
  });
});

it.each([
  ["create table t (a int) partition by list (a)", "create table t (a int) partition by range (a)"],
  ["create table t (a int)", "create table t (a int) partition by range (a)"],
  [
    "create table p (a int); create table t (a int)",
    "create table p (a int); create table t () inherits (p)",
  ],
])("leaves it to a migration to make %s into %s", async (before, after) => {
  await withRollback(database.client, async (client) => {
    await client.query(before);
    const changes = await compareSchema(client, await declare("", after));
    expect(changes.filter(({ type }) => type === "ModifyTable")).toMatchObject([
      { compatibility: "incompatible", statements: [] },
    ]);
  });
});

it("compares after a constraint of a domain was dropped in the same transaction", async () => {
  await withRollback(database.client, async (client) => {
    await client.query("create domain small as int constraint x check (value < 10)");
    await client.query("alter domain small drop constraint x");
    expect(await compareSchema(client, await declare("create domain small as int", ""))).toEqual(
      [],
    );
  });
});
