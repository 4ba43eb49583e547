import type { TestDatabase } from "@stopgap/local/testing";
import { install, type SqlClient } from "@stopgap/sql";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createDeployer } from "../../../src/index.js";
import { ownServer } from "../own-server.js";
import { projectBundle, returning } from "../project-bundle.js";
import { stopgapDatabase } from "../stopgap-database.js";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await stopgapDatabase();
  client = database.client;
  await makeOld(client);
});
afterAll(() => database.drop());

const old = { version: "earlier", live: 1, active: 1 };

/** What an upgrade finds: deployments, and functions of an earlier version. */
async function makeOld(superuser: pg.Client): Promise<void> {
  const bundle = projectBundle({ values: returning({ get: 1 }) });
  await createDeployer({ client: superuser }).deployBundle({ env: "prod", bundle });
  await superuser.query(
    "create or replace function stopgap.version() returns text language sql stable as $$ select 'earlier' $$",
  );
}

/** What others see. Whoever had to wait for locks would get an error. */
async function state(seen: pg.Client): Promise<unknown> {
  const { rows } = await seen.query<{ state: unknown }>(
    `select json_build_object(
       'version', stopgap.version(),
       'live', live_deployment.values__get('{}'),
       'active', (stopgap.status('prod') ->> 'active_deployment_id')::int) as state
     from set_config('lock_timeout', '5s', false) offset 0`,
  );
  return rows[0]?.state;
}

/** A client that does something before each statement, which is given its place. */
const before = (own: pg.Client, step: (place: number, sql: string) => Promise<void>): SqlClient => {
  let place = 0;
  return {
    query: async (sql: string, values?: unknown[]) => {
      place += 1;
      await step(place, sql);
      return own.query<Record<string, unknown>>(sql, values);
    },
  };
};

it("shows others the old version at every step of an upgrade, and lets their calls through", async () => {
  const other = await database.connect();
  const own = await database.connect();
  let steps = 0;
  const error = new Error("before the commit");
  const watched = before(own, async (place, sql) => {
    steps = place;
    expect(await state(other)).toEqual(old);
    // To be done again.
    if (sql === "commit") throw error;
  });
  await expect(install(watched)).rejects.toBe(error);
  expect(steps).toBeGreaterThan(100);
  expect(await state(other)).toEqual(old);
});

it("leaves the old version when the connection ends during an upgrade, which can be done again", async () => {
  const other = await database.connect();
  const statements: string[] = [];
  const stop = new Error("counted");
  const counting = before(await database.connect(), (_place, sql) => {
    statements.push(sql);
    return sql === "commit" ? Promise.reject(stop) : Promise.resolve();
  });
  await expect(install(counting)).rejects.toBe(stop);

  const last = statements.indexOf("commit") + 1;
  for (const fatal of [2, Math.ceil(last / 3), Math.ceil((2 * last) / 3), last - 1, last]) {
    const own = await database.connect();
    const cut = before(own, async (place) => {
      if (place === fatal)
        await own.query("select pg_terminate_backend(pg_backend_pid())").catch(() => undefined);
    });
    await expect(install(cut), String(fatal)).rejects.toThrow();
    expect(await state(other), String(fatal)).toEqual(old);
  }
  await install(await database.connect());
  expect(await state(other)).toMatchObject({
    ...old,
    version: expect.not.stringMatching("earlier") as string,
  });
});

it("finds the old version after the server was killed before an upgrade could commit", async ({
  skip,
}) => {
  const server = await ownServer(skip);
  const clients: pg.Client[] = [];
  const connect = async (): Promise<pg.Client> => {
    const connected = new pg.Client(server.url);
    connected.on("error", () => undefined);
    await connected.connect();
    clients.push(connected);
    return connected;
  };
  try {
    const superuser = await connect();
    await install(superuser);
    await makeOld(superuser);
    const killed = before(await connect(), async (_place, sql) => {
      if (sql === "commit") await server.kill();
    });
    await expect(install(killed)).rejects.toThrow();
    await server.start();
    expect(await state(await connect())).toEqual(old);
    const { previousVersion, version } = await install(await connect());
    expect(previousVersion).toBe(version);
    expect(await state(await connect())).toEqual({ ...old, version });
  } finally {
    await Promise.all(clients.map((each) => each.end().catch(() => undefined)));
    await server.stop();
  }
});
