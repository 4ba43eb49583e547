import type { OwnServer } from "@stopgap/local/testing";
import { install } from "@stopgap/sql";
import pg from "pg";
import { expect, it } from "vitest";

import { ownServer } from "../own-server.js";
import { environmentState } from "./environment-state.js";
import { operations } from "./operations.js";
import { stepsGone, stopAt, watchSteps } from "./steps.js";

const clients: pg.Client[] = [];

async function connect(server: OwnServer): Promise<pg.Client> {
  const connected = new pg.Client(server.url);
  connected.on("error", () => undefined);
  await connected.connect();
  clients.push(connected);
  return connected;
}

it("finds the old state after the server was killed at every step of a deploy and of a rollback, all at once", async ({
  skip,
}) => {
  const server = await ownServer(skip);
  try {
    await killAtEveryStep(server);
  } finally {
    await Promise.all(clients.map((each) => each.end().catch(() => undefined)));
    await server.stop();
  }
}, 300_000);

async function killAtEveryStep(server: OwnServer): Promise<void> {
  let client = await connect(server);
  await install(client);
  await watchSteps(client);
  const stopped: {
    readonly env: string;
    readonly old: unknown;
    readonly isLast: boolean;
    readonly again: () => Promise<unknown>;
  }[] = [];
  await client.query("select pg_advisory_lock(4711)");
  for (const [place, operation] of operations.entries()) {
    const counted = `op${String(place)}_count`;
    await operation.prepare(client, counted);
    await stopAt(client, 0, "wait");
    await operation.run(client, counted);
    const steps = await stepsGone(client);
    await client.query("reset steps.stop_at");
    // Each step is that of a session and an environment of its own, which do not wait for each other.
    for (let step = 1; step <= steps; step++) {
      const env = `op${String(place)}_${String(step)}`;
      await operation.prepare(client, env);
      const old = await environmentState(client, env);
      const session = await connect(server);
      await stopAt(session, step, "wait");
      operation.run(session, env).catch(() => undefined);
      const again = () => operation.run(client, env);
      stopped.push({ env, old, isLast: step === steps, again });
    }
  }
  const waiting = `select count(*)::int as count from pg_locks where locktype = 'advisory' and objid = 4711 and not granted`;
  for (;;) {
    const { rows } = await client.query<{ count: number }>(waiting);
    if (rows[0]?.count === stopped.length) break;
    await new Promise((later) => setTimeout(later, 10));
  }

  await server.kill();
  await server.start();
  client = await connect(server);
  for (const { env, old } of stopped) expect(await environmentState(client, env), env).toEqual(old);
  for (const { env, old, again } of stopped.filter(({ isLast }) => isLast)) {
    await again();
    expect(await environmentState(client, env)).not.toEqual(old);
  }
}
