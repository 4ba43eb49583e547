import type { TestDatabase } from "@stopgap/local/testing";
import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { createDeployer } from "../../../src/index.js";
import { projectBundle, returning } from "../project-bundle.js";
import { stopgapDatabase } from "../stopgap-database.js";

let database: TestDatabase;
let first: Client;
let second: Client;
beforeAll(async () => {
  database = await stopgapDatabase();
  [first, second] = await Promise.all([database.connect(), database.connect()]);
});
afterAll(() => database.drop());

let env: string;
let count = 0;
beforeEach(() => {
  count += 1;
  env = `env${String(count)}`;
});

const deploy = async (client: Client, value: number, to = env): Promise<number> => {
  const bundle = projectBundle({ values: returning({ get: value }) });
  const options = { env: to, bundle, acceptBreaking: "all" } as const;
  return (await createDeployer({ client }).deployBundle(options)).deploymentId;
};

const value = async (to = env): Promise<unknown> =>
  JSON.parse(
    (await createDeployer({ client: database.client }).callFunction("api.values.get", "{}", {
      env: to,
    })) ?? "null",
  );

/** The deployments of the environment, oldest first, and how it came from one to the next. */
async function history(): Promise<unknown> {
  const { rows } = await database.client.query<{ history: unknown }>(
    `select json_build_object(
       'statuses', (select json_agg(status order by id) from stopgap.deployment where env = $1),
       'activations', (
         select json_agg(json_build_array(from_deployment_id, to_deployment_id) order by id)
         from stopgap.activation_log where env = $1)
     ) as history`,
    [env],
  );
  return rows[0]?.history;
}

/** Returns when a session waits for another one. */
async function untilItWaits(client: Client): Promise<void> {
  const { processID: pid } = client as unknown as { readonly processID: number };
  for (;;) {
    const { rows } = await database.client.query<{ waits: boolean }>(
      "select cardinality(pg_blocking_pids($1)) > 0 as waits",
      [pid],
    );
    if (rows[0]?.waits === true) return;
    await new Promise((later) => setTimeout(later, 5));
  }
}

it("SG-D11 lets two deployers of one environment queue, and records both", async () => {
  const [one, two] = await Promise.all([deploy(first, 1), deploy(second, 2)]);
  const [older, newer] = one < two ? [one, two] : [two, one];
  expect(await history()).toEqual({
    statuses: ["superseded", "active"],
    activations: [
      [null, older],
      [older, newer],
    ],
  });
  expect(await value()).toBe(newer === one ? 1 : 2);
});

it("SG-D11 lets deployers of different environments work side by side", async () => {
  await first.query("begin");
  await deploy(first, 1, `${env}_a`);
  // This would wait for ever if it waited for the open transaction.
  await second.query("set lock_timeout = '20s'");
  await deploy(second, 2, `${env}_b`);
  await second.query("reset lock_timeout");
  await first.query("commit");
  expect([await value(`${env}_a`), await value(`${env}_b`)]).toEqual([1, 2]);
});

it("SG-D11 lets a rollback wait for a deployer, and go back from what that has deployed", async () => {
  const one = await deploy(database.client, 1);
  const two = await deploy(database.client, 2);
  await first.query("begin");
  const three = await deploy(first, 3);
  const rollback = createDeployer({ client: second }).rollback(env);
  await untilItWaits(second);
  await first.query("commit");
  await rollback;
  expect(await history()).toEqual({
    statuses: ["superseded", "active", "rolled_back"],
    activations: [
      [null, one],
      [one, two],
      [two, three],
      [three, two],
    ],
  });
  expect(await value()).toBe(2);
});

it("SG-D11 lets a deployer wait for a rollback that is undone, as if there had been none", async () => {
  const one = await deploy(database.client, 1);
  const two = await deploy(database.client, 2);
  await first.query("begin");
  await createDeployer({ client: first }).rollback(env);
  const deployed = deploy(second, 3);
  await untilItWaits(second);
  await first.query("rollback");
  const three = await deployed;
  expect(await history()).toEqual({
    statuses: ["superseded", "superseded", "active"],
    activations: [
      [null, one],
      [one, two],
      [two, three],
    ],
  });
  expect(await value()).toBe(3);
});
