import type { TestDatabase } from "@stopgap/local/testing";
import { withRollback } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  canTransition,
  createDeployer,
  deploymentStates,
  deploymentTransitions,
} from "../../src/index.js";
import type { Deployer, DeploymentGuard, DeploymentStatus } from "../../src/index.js";
import { define, stopgapDatabase } from "./stopgap-database.js";

let database: TestDatabase;
let deployer: Deployer;
beforeAll(async () => {
  database = await stopgapDatabase();
  deployer = createDeployer({ client: database.client });
  await define(database, "f", "export default () => 1;");
  await database.client.query("insert into stopgap.environment (env) values ('states')");
});
afterAll(() => database.drop());

/** A deployment of `states` in a state, with an error in its manifest unless it is to have none. */
async function insert(status: DeploymentStatus, error = true): Promise<string> {
  const { rows } = await database.client.query<{ id: string }>(
    `insert into stopgap.deployment (env, created_as, status, manifest)
     values ('states', current_user, $1, case when $2 then '{"error": {"message": "x"}}' else '{}' end::jsonb)
     returning id`,
    [status, error],
  );
  return rows[0]?.id ?? "";
}

/** The SQLSTATE with which the database refuses a transition; undefined where it makes it. */
async function refusal(id: string, to: DeploymentStatus): Promise<string | undefined> {
  return database.client.query("select stopgap.transition($1, $2)", [id, to]).then(
    () => undefined,
    (error: unknown) => (error as { code: string }).code,
  );
}

const pairs = deploymentStates.flatMap((from) => deploymentStates.map((to) => ({ from, to })));

describe("the state machine", () => {
  it.each(pairs)("is the database's own from $from to $to", async ({ from, to }) => {
    const refused = await withRollback(database.client, async () =>
      refusal(await insert(from), to),
    );
    expect(refused).toBe(canTransition(from, to) ? undefined : "55000");
  });

  it("has the states that the database has", async () => {
    const { rows } = await database.client.query<{ definition: string }>(
      `select pg_get_constraintdef(oid) as definition from pg_constraint where conname = 'deployment_status_check'`,
    );
    const found = [...(rows[0]?.definition ?? "").matchAll(/'(\w+)'/g)].map(([, state]) => state);
    expect(found).toEqual(deploymentStates);
  });
});

const transitions = (guard: DeploymentGuard) =>
  deploymentTransitions.filter((one) => one.guard === guard);

describe("a guard", () => {
  it.each(transitions("keeps-error"))(
    "keeps a deployment without an error from going from $from to $to",
    async ({ from, to }) => {
      const refused = await withRollback(database.client, async () =>
        refusal(await insert(from, false), to),
      );
      expect(refused).toBe("23514");
    },
  );

  it.each(transitions("is-alone"))(
    "keeps a deployment from going from $from to $to beside another one",
    async ({ from, to }) => {
      const refused = await withRollback(database.client, async () => {
        await insert("active");
        return refusal(await insert(from), to);
      });
      expect(refused).toBe("23505");
    },
  );

  it("tells by which deployment an active one is replaced", async () => {
    const deploy = async () =>
      (await deployer.deploy({ env: "r", fromSchema: "app" })).deploymentId;
    const [older, newer] = [await deploy(), await deploy()];
    const statusOf = async (id: number) =>
      (await deployer.deployments("r")).find((one) => one.id === id)?.status;
    const [bySuccessor] = transitions("replaced-by-newer");
    const [byPredecessor] = transitions("replaced-by-older");
    expect(await statusOf(older)).toBe(bySuccessor?.to);
    await deployer.rollback("r");
    expect(await statusOf(newer)).toBe(byPredecessor?.to);
    await deployer.activate("r", newer);
    expect(await statusOf(older)).toBe(bySuccessor?.to);
  });

  it("lets nothing become sealed whose functions are not live", async () => {
    await database.client.query("create schema taken; create schema other");
    await database.client.query(
      "create function other.f(args jsonb) returns jsonb language plts as 'export default () => 1;'",
    );
    await database.client.query(
      "create function taken.f(args jsonb) returns int language sql as 'select 1'",
    );
    await database.client.query("alter schema taken owner to stopgap_owner");
    await database.client.query("set stopgap.live_schema = 'taken'");
    await expect(deployer.deploy({ env: "sealed", fromSchema: "other" })).rejects.toMatchObject({
      code: "deploy_failed",
      step: "materialize",
    });
    await database.client.query("reset stopgap.live_schema");
    expect((await deployer.deployments("sealed")).map(({ status }) => status)).toEqual(["failed"]);
  });
});
