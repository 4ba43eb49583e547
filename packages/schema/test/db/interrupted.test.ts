import type { TestDatabase } from "@stopgap/local/testing";
import { expect, it } from "vitest";

import { applySchema, schemaPhases, type SchemaEvent, type Session } from "../../src/index.js";
import { contentsOf, emptyDatabase, errorOf, rowsOf } from "../fixtures/databases.js";
import { declareFiles } from "../fixtures/declare-files.js";

const before = {
  "types/mood.sql": "create type mood as enum ('good');",
  "tables/a.sql": "create table a (id int primary key);",
  "functions/f.sql": "create function f() returns int language sql as 'select 1';",
  "seeders/a.sql": "insert into a values (1);",
};

const after = {
  "extensions/citext.sql": "",
  "types/mood.sql": "create type mood as enum ('good', 'bad');",
  "types/size.sql": "create type size as enum ('small');",
  "tables/a.sql": "create table a (id int primary key, size size);",
  "tables/b.sql": "create table b (id int);",
  "migrations/1.sql": "insert into a values (2);",
  "functions/g.sql": "create function g() returns int language sql as 'select 1';",
  "functions/module.ts": "export const answer = 42;",
  "seeders/a.sql": "insert into a (id) values (1);",
};

/** Everything that a run may change. */
async function stateOf(session: Session): Promise<unknown> {
  return [
    await contentsOf(session),
    await rowsOf(session, "select * from a order by id"),
    await rowsOf(session, "select enum_range(null::mood)::text"),
    await rowsOf(
      session,
      "select change_type, object_name from _stonescriptdb_gateway_changelog order by id",
    ),
    await rowsOf(session, "select checksum from _stonescriptdb_gateway_state"),
    await rowsOf(session, "select count(*)::int from _stonescriptdb_gateway_migrations"),
  ];
}

async function prepared(): Promise<TestDatabase> {
  const database = await emptyDatabase();
  await applySchema(database.client, await declareFiles(before));
  return database;
}

const deployModules = (): Promise<string> => Promise.resolve("deployed");
const phasesOfMigrate = schemaPhases.filter((phase) => phase !== "tables");

it.each(phasesOfMigrate)(
  "has done nothing when the connection is lost in the phase %s",
  async (phase) => {
    const database = await prepared();
    const expected = await stateOf(database.client);
    const victim = await database.connect();
    const declared = await declareFiles(after);
    const onEvent = (event: SchemaEvent): void => {
      if (event.type !== "phase-finished" || event.phase !== phase) return;
      (
        victim as unknown as { readonly connection: { readonly stream: { destroy(): void } } }
      ).connection.stream.destroy();
    };
    await errorOf(applySchema(victim, declared, { onEvent, deployModules }));
    const sessions =
      "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    await expect.poll(() => rowsOf(database.client, sessions), { timeout: 20_000 }).toEqual([]);
    expect(await stateOf(database.client)).toEqual(expected);
    // The next run finds nothing in its way.
    expect(await applySchema(database.client, declared, { deployModules })).toMatchObject({
      ...{ migrationsApplied: ["1.sql"], functionsDropped: 1, modules: "deployed" },
      verification: { passed: true },
    });
  },
);

it.each(phasesOfMigrate)("has done nothing when it is aborted in the phase %s", async (phase) => {
  const { client } = await prepared();
  const expected = await stateOf(client);
  const controller = new AbortController();
  const onEvent = (event: SchemaEvent): void => {
    if (event.type === "phase-started" && event.phase === phase) controller.abort();
  };
  const { signal } = controller;
  const run = applySchema(client, await declareFiles(after), { onEvent, signal, deployModules });
  expect(await errorOf(run)).toMatchObject({ code: "aborted" });
  expect(await stateOf(client)).toEqual(expected);
});

it("cancels the statement that runs where the session can", async () => {
  const database = await prepared();
  const { client } = database;
  const expected = await stateOf(client);
  const other = await database.connect();
  const controller = new AbortController();
  const session: Session = {
    query: (text, values) => client.query(text, values === undefined ? undefined : [...values]),
    cancelStatement: () => {
      const { processID } = client as unknown as { readonly processID: number };
      return other.query("select pg_cancel_backend($1)", [processID]);
    },
  };
  const declared = await declareFiles({ ...before, "migrations/1.sql": "select pg_sleep(600);" });
  const run = errorOf(applySchema(session, declared, { signal: controller.signal }));
  const sleeping =
    "select from pg_stat_activity where query like '%pg_sleep(600)%' and state = 'active' and pid <> pg_backend_pid()";
  await expect.poll(() => rowsOf(other, sleeping), { timeout: 20_000 }).toHaveLength(1);
  controller.abort();
  expect(await run).toMatchObject({ code: "aborted" });
  expect(await stateOf(client)).toEqual(expected);
});

it("stops waiting for its turn when it is aborted", async () => {
  const database = await prepared();
  const other = await database.connect();
  await other.query("begin; select pg_advisory_xact_lock(1398034256, 1)");
  const controller = new AbortController();
  const run = applySchema(database.client, await declareFiles(before), {
    signal: controller.signal,
  });
  controller.abort();
  expect(await errorOf(run)).toMatchObject({ code: "aborted" });
  await other.query("rollback");
  expect(await applySchema(database.client, await declareFiles(before))).toMatchObject({
    unchanged: true,
  });
});

it("deploys the modules on its session, in its transaction", async () => {
  const { client } = await prepared();
  const declared = await declareFiles(after);
  const expected = await stateOf(client);
  const failing = applySchema(client, declared, {
    deployModules: async (session, modules) => {
      expect(modules.map(({ path }) => path)).toEqual(["module.ts"]);
      expect(await rowsOf(session, "select g() as g, to_regclass('b')::text as b")).toEqual([
        { g: 1, b: "b" },
      ]);
      await session.query("create table of_modules ()");
      throw new Error("no");
    },
  });
  expect(await errorOf(failing)).toMatchObject({ message: "no" });
  expect(await stateOf(client)).toEqual(expected);
  expect(await errorOf(applySchema(client, declared))).toMatchObject({ code: "refused" });
});

it("tells how far it is", async () => {
  const { client } = await prepared();
  const events: string[] = [];
  const onEvent = (event: SchemaEvent): void => {
    events.push(
      event.type === "phase-progress"
        ? `${event.phase} ${String(event.done)}/${String(event.total)}`
        : `${event.phase} ${event.type}`,
    );
  };
  await applySchema(client, await declareFiles(after), { onEvent, deployModules });
  expect(events.filter((event) => !event.includes("-"))).toEqual([
    ...["extensions 1/1", "types 1/2", "types 2/2", "migrations 1/1"],
    ...["changes 1/3", "changes 2/3", "changes 3/3", "functions 1/2", "functions 2/2"],
  ]);
  const phases = events
    .filter((event) => event.endsWith("phase-started"))
    .map((event) => event.split(" ")[0]);
  expect(phases).toEqual(phasesOfMigrate);
});
