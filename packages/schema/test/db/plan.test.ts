import { expect, it } from "vitest";

import { applySchema, formatPlan, planSchema } from "../../src/index.js";
import { contentsOf, emptyDatabase, errorOf, rowsOf } from "../fixtures/databases.js";
import { declareFiles } from "../fixtures/declare-files.js";

const before = {
  "tables/orders.sql": "create table orders (id int primary key, note text, total int);",
  "functions/f.sql": "create function f() returns int language sql as 'select 1';",
};

const after = {
  "extensions/citext.sql": "",
  "types/mood.sql": "create type mood as enum ('good');",
  "tables/orders.sql": "create table orders (id int primary key, total bigint, mood mood);",
  "migrations/1.sql": "alter table orders add column mood mood;\nupdate orders set mood = 'good';",
  "migrations/2.sql":
    "-- stopgap: no-transaction\ncreate index concurrently orders_mood on orders (mood);",
  "functions/f.sql": "create function f() returns int language sql as 'select 2';",
  "functions/m.ts": "export const answer = 42;",
};

it("tells what an apply would do, with the locks of each step, and does nothing", async () => {
  const { client, name } = await emptyDatabase();
  await applySchema(client, await declareFiles(before));
  const contents = await contentsOf(client);
  const declared = await declareFiles(after);
  const plan = await planSchema(client, declared);
  expect(await contentsOf(client)).toEqual(contents);
  expect(await rowsOf(client, "select f()")).toEqual([{ f: 1 }]);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  expect(plan).toMatchObject({ database: name, mode: "migrate", checksum: declared.checksum });
  expect(plan.steps.map(({ phase, action, object }) => `${phase} ${action} ${object}`)).toEqual([
    "extensions create citext",
    "types create mood",
    "migrations run 1.sql",
    "migrations run 2.sql",
    "changes alter orders.total",
    "functions replace f()",
    "functions deploy m.ts",
  ]);
  expect(plan.steps[2]?.locks).toEqual([
    { relation: "public.orders", mode: "AccessExclusiveLock" },
    { relation: "public.orders", mode: "RowExclusiveLock" },
  ]);
  expect(plan.steps[3]?.locks).toEqual([
    { relation: "public.orders", mode: "ShareUpdateExclusiveLock" },
  ]);
  expect(plan.blocked.map(({ type, column }) => `${type} ${column ?? ""}`)).toEqual([
    "DropColumn note",
  ]);
  const text = formatPlan(plan);
  expect(text).toContain("\nchanges:\n  alter orders.total\n");
  expect(text).toContain("    lock: ShareUpdateExclusiveLock on public.orders\n");
  expect(text).toContain("    accept with: --accept drop-column:orders.note\n");
});

it("of what was just applied has no steps", async () => {
  const { client, name } = await emptyDatabase();
  await applySchema(client, await declareFiles(before));
  const plan = await planSchema(client, await declareFiles(before));
  expect(plan).toMatchObject({ steps: [], changes: [], blocked: [] });
  expect(formatPlan(plan)).toBe(`${name} is as declared. Nothing to do.\n`);
});

it("of a new database leaves nothing behind", async () => {
  const { client } = await emptyDatabase();
  const contents = await contentsOf(client);
  const declared = await declareFiles({
    ...before,
    "seeders/a.sql": "insert into orders values (1);",
  });
  const plan = await planSchema(client, declared);
  expect(plan.steps.map(({ phase, action, object }) => `${phase} ${action} ${object}`)).toEqual([
    "tables create orders",
    "functions create f()",
    "seeds insert orders",
  ]);
  expect(await contentsOf(client)).toEqual(contents);
});

it("has nothing blocked that is accepted", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(before));
  const declared = await declareFiles({
    "tables/orders.sql": "create table orders (id int primary key, total int);",
  });
  const plan = await planSchema(client, declared, { accept: ["drop-column:orders.note"] });
  expect(plan.blocked).toEqual([]);
  expect(plan.steps).toMatchObject([
    { phase: "changes", action: "drop", object: "orders.note", hazards: [{ kind: "data-loss" }] },
    { phase: "functions", action: "drop", object: "f()" },
  ]);
});

it("is a part of a transaction of the caller's, in which nothing of it remains", async () => {
  const { client } = await emptyDatabase();
  await client.query("begin; create table mine (id int)");
  await planSchema(client, await declareFiles(before), { accept: ["drop-table:mine"] });
  await client.query("commit");
  expect(
    await rowsOf(client, "select to_regclass('mine')::text as m, to_regclass('orders') as o"),
  ).toEqual([{ m: "mine", o: null }]);
});

it("fails where an apply would, with the same error", async () => {
  const { client } = await emptyDatabase();
  const declared = await declareFiles({ "migrations/1.sql": "select 1 / 0;" });
  const [planned, applied] = [planSchema(client, declared), () => applySchema(client, declared)];
  const error = await errorOf(planned);
  expect(error).toMatchObject({ code: "migration_failed", sqlstate: "22012" });
  expect((await errorOf(applied())).message).toBe(error.message);
});

it("notes what counts only where it is new, once the database is there", async () => {
  const { client } = await emptyDatabase();
  const files = {
    "tables/orders.sql": "create table orders (id int);\ngrant select on orders to public;",
  };
  const declared = await declareFiles(files);
  expect((await planSchema(client, declared)).notes).toEqual([]);
  expect((await applySchema(client, declared)).notes).toEqual([]);
  const changed = await declareFiles({
    "tables/orders.sql": "create table orders (id int, note text);\ngrant all on orders to public;",
  });
  const plan = await planSchema(client, changed);
  expect(formatPlan(plan)).toContain("\nnotes:\n  tables/orders.sql:2: rights: runs where it");
  expect((await applySchema(client, changed)).notes).toEqual(plan.notes);
});
