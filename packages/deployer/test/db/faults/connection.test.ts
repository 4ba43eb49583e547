import type { TestDatabase } from "@stopgap/local/testing";
import type { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { DeployerError } from "../../../src/index.js";
import { stopgapDatabase } from "../stopgap-database.js";
import { environmentState } from "./environment-state.js";
import { operations } from "./operations.js";
import { stepsGone, stopAt, watchSteps } from "./steps.js";

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await stopgapDatabase();
  client = database.client;
  await watchSteps(client);
});
afterAll(() => database.drop());

it.each(
  operations.map((operation, place) => [operation.name, operation, `env${String(place)}`] as const),
)(
  "leaves the old state when the connection ends at any step of %s, which can be done again",
  async (_name, operation, env) => {
    await operation.prepare(client, env);
    const old = await environmentState(client, env);

    // How many steps there are is counted in a transaction that is undone.
    await client.query("begin");
    await stopAt(client, 0, "end");
    await operation.run(client, env);
    await client.query("set constraints all immediate");
    const steps = await stepsGone(client);
    const done = (await environmentState(client, env)) as { readonly answers: unknown };
    await client.query("rollback");
    expect(steps).toBeGreaterThan(10);

    for (let step = 1; step <= steps; step++) {
      const other = await database.connect();
      await stopAt(other, step, "end");
      const error: unknown = await operation.run(other, env).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (!(error instanceof DeployerError))
        throw new Error(`step ${String(step)} was not reached`);
      expect(error).toMatchObject({ code: "connection_lost", sqlstate: undefined });
      expect(await environmentState(client, env), `step ${String(step)}`).toEqual(old);
    }
    await operation.run(client, env);
    expect(await environmentState(client, env)).toMatchObject({ answers: done.answers });
  },
  300_000,
);
