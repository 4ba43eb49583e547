import { setTimeout as sleep } from "node:timers/promises";

import { expect, it } from "vitest";

import { applySchema } from "../../src/index.js";
import { changelog, contentsOf, emptyDatabase, errorOf, rowsOf } from "../fixtures/databases.js";
import { declareFiles } from "../fixtures/declare-files.js";

const first = { "migrations/0001_a.sql": "create table a (id int primary key, b int);" };
const records =
  "select migration_file as name, baseline from _stonescriptdb_gateway_migrations order by id";

it("runs each migration once, and only new ones after that (GW-12)", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(first));
  const more = { ...first, "migrations/0002_fill.sql": "insert into a values (1, 1);" };
  expect(await applySchema(client, await declareFiles(more))).toMatchObject({
    mode: "migrate",
    migrationsApplied: ["0002_fill.sql"],
    unchanged: false,
  });
  expect(await applySchema(client, await declareFiles(more))).toMatchObject({
    migrationsApplied: [],
    unchanged: true,
  });
  expect(await rowsOf(client, "select * from a")).toEqual([{ id: 1, b: 1 }]);
  expect(await rowsOf(client, records)).toEqual([
    { name: "0001_a.sql", baseline: false },
    { name: "0002_fill.sql", baseline: false },
  ]);
  expect(await changelog(client)).toEqual([
    "migration_applied 0001_a.sql",
    "migration_applied 0002_fill.sql",
  ]);
});

it("runs them by file name, but each after those whose tables it refers to (GW-12)", async () => {
  const { client } = await emptyDatabase();
  const { migrationsApplied } = await applySchema(
    client,
    await declareFiles({
      "migrations/1.sql": "create table child (id int references parent);",
      "migrations/2.sql": "create table parent (id int primary key);",
      "migrations/3.sql": "select 1;",
    }),
  );
  expect(migrationsApplied).toEqual(["2.sql", "1.sql", "3.sql"]);
});

it("writes nothing where everything is as declared", async () => {
  const { client } = await emptyDatabase();
  const declared = await declareFiles({
    ...first,
    "seeders/a.sql": "insert into a values (1, 2);",
  });
  await applySchema(client, declared);
  const tracked = `
    select (select jsonb_agg(c) from _stonescriptdb_gateway_changelog as c) as changelog,
      (select jsonb_agg(s) from _stonescriptdb_gateway_state as s) as state`;
  const before = await rowsOf(client, tracked);
  expect(await applySchema(client, declared)).toMatchObject({ unchanged: true });
  expect(await rowsOf(client, tracked)).toEqual(before);
});

it("refuses all of it when a migration was edited after it has run (GW-12)", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(first));
  const edited = await declareFiles({
    "migrations/0001_a.sql": "create table a (id int primary key, b bigint);",
    "migrations/0002_b.sql": "create table b (id int);",
  });
  const error = await errorOf(applySchema(client, edited, { force: true }));
  expect(error).toMatchObject({ code: "migration_changed", object: "0001_a.sql" });
  expect(error.message).toContain("0001_a.sql");
  expect(await rowsOf(client, "select to_regclass('b') as b")).toEqual([{ b: null }]);
});

it("keeps a migration and its record together: both or none (GW-12)", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(first));
  const declared = await declareFiles({
    ...first,
    "migrations/0002.sql": "create table b (id int);",
    "migrations/0003.sql": "create table c (id int);\nselect 1 / 0;",
  });
  const error = await errorOf(applySchema(client, declared));
  expect(error).toMatchObject({
    ...{ code: "migration_failed", file: "migrations/0003.sql", line: 2, sqlstate: "22012" },
    cause: { message: "division by zero" },
  });
  expect(await rowsOf(client, records)).toHaveLength(1);
  expect(await rowsOf(client, "select to_regclass('b') as b")).toEqual([{ b: null }]);
});

it("tells detail and hint of PostgreSQL when a migration fails (GW-12)", async () => {
  const { client } = await emptyDatabase();
  const declared = await declareFiles({
    "migrations/1.sql":
      "do $$ begin raise 'no' using detail = 'the detail', hint = 'the hint'; end $$;",
  });
  expect(await errorOf(applySchema(client, declared))).toMatchObject({
    ...{ code: "migration_failed", detail: "the detail", hint: "the hint", sqlstate: "P0001" },
  });
});

it("lets two runs at once do their work one after the other (GW-12)", async () => {
  const database = await emptyDatabase();
  const clients = [database.client, await database.connect(), await database.connect()];
  const declared = await declareFiles({
    ...first,
    "migrations/0002.sql": "select pg_sleep(0.3); insert into a values (1, 1);",
    "functions/f.sql": "create or replace function f() returns int language sql as 'select 1';",
  });
  const results = await Promise.all(clients.map((client) => applySchema(client, declared)));
  expect(results.map(({ migrationsApplied }) => migrationsApplied.length).sort()).toEqual([
    0, 0, 2,
  ]);
  expect(results.map(({ mode }) => mode).sort()).toEqual(["create", "migrate", "migrate"]);
  expect(await rowsOf(database.client, "select * from a")).toHaveLength(1);
});

it("gives up as busy when another run takes longer than it may wait", async () => {
  const database = await emptyDatabase();
  const other = await database.connect();
  const slow = await declareFiles({ "migrations/1.sql": "select pg_sleep(2);" });
  let started: () => void = () => undefined;
  const isStarted = new Promise<void>((resolve) => (started = resolve));
  const running = applySchema(other, slow, {
    onEvent: ({ type }) => {
      if (type === "phase-started") started();
    },
  });
  await isStarted;
  const waiting = applySchema(database.client, slow, { queueTimeoutMs: 50 });
  expect(await errorOf(waiting)).toMatchObject({ code: "busy" });
  await running;
});

it("gives up as busy when somebody holds a lock for longer than a statement may wait", async () => {
  const database = await emptyDatabase();
  await applySchema(database.client, await declareFiles(first));
  const reader = await database.connect();
  await reader.query("begin; select from a");
  const declared = await declareFiles({
    ...first,
    "migrations/2.sql": "alter table a add column c int;",
  });
  const error = await errorOf(applySchema(database.client, declared, { lockTimeoutMs: 50 }));
  expect(error).toMatchObject({ code: "busy", object: "2.sql", sqlstate: "55P03" });
  await reader.query("rollback");
  expect(await applySchema(database.client, declared)).toMatchObject({
    migrationsApplied: ["2.sql"],
  });
});

const concurrently = "-- stopgap: no-transaction\ncreate unique index concurrently a_b on a (b);";

it("builds an index concurrently outside of any transaction, and goes on after it", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(first));
  const result = await applySchema(
    client,
    await declareFiles({
      ...first,
      "migrations/0002.sql": concurrently,
      "migrations/0003.sql": "alter table a add column c int;",
    }),
  );
  expect(result.migrationsApplied).toEqual(["0002.sql", "0003.sql"]);
  expect(
    await rowsOf(client, "select indisvalid from pg_index where indexrelid = 'a_b'::regclass"),
  ).toEqual([{ indisvalid: true }]);
  expect(
    await rowsOf(
      client,
      `select count(*)::int from pg_locks where locktype = 'advisory'
       and database = (select oid from pg_database where datname = current_database())`,
    ),
  ).toEqual([{ count: 0 }]);
});

it("removes the invalid index of a build that has failed, and takes the migration up again", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(first));
  await client.query("insert into a values (1, 1), (2, 1)");
  const declared = await declareFiles({
    ...first,
    "migrations/0002.sql": "create table before_it (id int);",
    "migrations/0003.sql": `-- stopgap: no-transaction
      create index concurrently a_id on a (id);
      create unique index concurrently a_b on a (b);`,
    "migrations/0004.sql": "create table after_it (id int);",
  });
  expect(await errorOf(applySchema(client, declared))).toMatchObject({
    ...{ code: "migration_failed", object: "0003.sql", sqlstate: "23505" },
  });
  expect(
    await rowsOf(
      client,
      "select indexrelid::regclass::text as name, indisvalid from pg_index where indrelid = 'a'::regclass order by 1",
    ),
  ).toEqual([
    { name: "a_id", indisvalid: true },
    { name: "a_pkey", indisvalid: true },
  ]);
  // What came before it is done, and what comes after it is not.
  expect(
    await rowsOf(
      client,
      "select to_regclass('before_it')::text as b, to_regclass('after_it') as a",
    ),
  ).toEqual([{ b: "before_it", a: null }]);
  await client.query("delete from a where id = 2");
  expect(await applySchema(client, declared)).toMatchObject({
    migrationsApplied: ["0003.sql", "0004.sql"],
  });
  expect(await changelog(client)).toEqual([
    "migration_applied 0001_a.sql",
    "migration_applied 0002.sql",
    "migration_started 0003.sql",
    "migration_progressed 0003.sql",
    "migration_failed 0003.sql",
    "migration_started 0003.sql",
    "migration_progressed 0003.sql",
    "migration_applied 0003.sql",
    "migration_applied 0004.sql",
  ]);
});

it("takes away the invalid index that a killed run has left, and builds it anew", async () => {
  const database = await emptyDatabase();
  const { client } = database;
  await applySchema(client, await declareFiles(first));
  await client.query("insert into a values (1, 1)");
  const blocker = await database.connect();
  await blocker.query("begin isolation level repeatable read; select from a");
  const declared = await declareFiles({ ...first, "migrations/0002.sql": concurrently });
  const victim = await database.connect();
  const killed = errorOf(applySchema(victim, declared));
  const invalid = "select indexrelid::regclass::text as name from pg_index where not indisvalid";
  await expect.poll(() => rowsOf(client, invalid), { timeout: 20_000 }).toHaveLength(1);
  await client.query("select pg_terminate_backend($1)", [
    (victim as unknown as { readonly processID: number }).processID,
  ]);
  await killed;
  expect(await rowsOf(client, invalid)).toEqual([{ name: "a_b" }]);
  await blocker.query("rollback");
  expect(await applySchema(client, declared)).toMatchObject({ migrationsApplied: ["0002.sql"] });
  expect(await rowsOf(client, invalid)).toEqual([]);
});

it("goes on with a new database whose first run has stopped after a commit", async () => {
  const { client } = await emptyDatabase();
  const files = {
    "migrations/1.sql": "create table a (id int, b int); insert into a values (1, 1), (2, 1);",
    "migrations/2.sql": concurrently,
    "migrations/3.sql": "create table b (id int primary key);",
    "seeders/b.sql": "insert into b values (1);",
  };
  await errorOf(applySchema(client, await declareFiles(files)));
  await client.query("delete from a where id = 2");
  expect(await applySchema(client, await declareFiles(files), { mode: "create" })).toMatchObject({
    mode: "create",
    migrationsApplied: ["2.sql", "3.sql"],
    seeders: [{ table: "b", inserted: 1 }],
  });
});

it("keeps other runs out while it is outside of a transaction", async () => {
  const database = await emptyDatabase();
  await applySchema(database.client, await declareFiles(first));
  const blocker = await database.connect();
  await blocker.query("begin isolation level repeatable read; select from a");
  const declared = await declareFiles({ ...first, "migrations/0002.sql": concurrently });
  const runs = [applySchema(database.client, declared)];
  const other = await database.connect();
  const building = `select from pg_stat_activity
     where query like '%create unique index%' and state = 'active' and pid <> pg_backend_pid() and datname = current_database()`;
  await expect
    .poll(async () => (await rowsOf(other, building)).length, { timeout: 20_000 })
    .toBe(1);
  runs.push(applySchema(other, declared));
  await sleep(200);
  await blocker.query("rollback");
  const results = await Promise.all(runs);
  expect(results.map(({ migrationsApplied }) => migrationsApplied)).toEqual([["0002.sql"], []]);
});

it("refuses a migration outside of a transaction in a transaction of the caller's", async () => {
  const { client } = await emptyDatabase();
  await client.query("begin");
  const declared = await declareFiles({ ...first, "migrations/0002.sql": concurrently });
  expect(await errorOf(applySchema(client, declared))).toMatchObject({ code: "refused" });
  await client.query("rollback");
});

it("is a part of a transaction of the caller's, which can still undo it", async () => {
  const { client } = await emptyDatabase();
  const before = await contentsOf(client);
  await client.query(
    "begin; set local lock_timeout = '1234ms'; set local search_path = pg_catalog",
  );
  await applySchema(client, await declareFiles(first));
  expect(
    await rowsOf(
      client,
      "select current_setting('lock_timeout') as l, current_setting('search_path') as s",
    ),
  ).toEqual([{ l: "1234ms", s: "pg_catalog" }]);
  expect(await rowsOf(client, "select count(*)::int as n from public.a")).toEqual([{ n: 0 }]);
  await client.query("rollback");
  expect(await contentsOf(client)).toEqual(before);
});
