import type { TestDatabase } from "@stopgap/local/testing";
import { withRollback } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createDeployer, DeployError } from "../../src/index.js";
import type { Deployer, DeployerEvent } from "../../src/index.js";
import { failure } from "./failure.js";
import { projectBundle, returning } from "./project-bundle.js";
import { define, stopgapDatabase } from "./stopgap-database.js";

let database: TestDatabase;
let pool: pg.Pool;
let deployer: Deployer;
beforeAll(async () => {
  database = await stopgapDatabase();
  pool = new pg.Pool({ connectionString: database.url });
  deployer = createDeployer({ pool });
  await define(database, "f", "export default () => 1;");
  await define(database, "g", "export default () => 1;");
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe("rehearse", () => {
  it("deploys a schema, tells steps and locks, and takes all of it back", async () => {
    const env = "prod";
    const events: DeployerEvent[] = [];
    const onEvent = (event: DeployerEvent) => void events.push(event);
    const rehearsal = await deployer.rehearse({ env, fromSchema: "app", onEvent });
    expect(rehearsal).toMatchObject({
      env,
      previousDeploymentId: null,
      deploymentId: null,
      summary: { added: 2 },
      plan: { blocked: [], summary: { added: 2 } },
      pruned: { enabled: false, dropped: [] },
    });
    expect(rehearsal.steps.map(({ step, total }) => [step, total])).toEqual([
      ["lock", null],
      ["check", null],
      ["store", null],
      ["materialize", 2],
      ["activate", null],
    ]);
    for (const { durationMs } of rehearsal.steps) expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(rehearsal.locks).toContainEqual({
      object: "table stopgap.deployment",
      mode: "RowExclusiveLock",
    });
    expect(events.filter(({ type }) => type === "step-finished")).toHaveLength(5);
    expect(await deployer.status(env)).toBeNull();
    expect((await pool.query("select to_regnamespace('live_deployment') as live")).rows).toEqual([
      { live: null },
    ]);
  });

  it("tells what it locks of functions that it drops", async () => {
    const env = "dropping";
    await deployer.deployBundle({
      env,
      bundle: projectBundle({ m: returning({ f: 1, gone: 1 }) }),
    });
    const bundle = projectBundle({ m: returning({ f: 1 }) });
    const live = (await deployer.status(env))?.live_schema ?? "";
    const { locks, pruned } = await deployer.rehearse({
      env,
      bundle,
      prune: true,
      acceptBreaking: "all",
    });
    expect(pruned?.dropped).toEqual(["m__gone"]);
    expect(locks).toContainEqual({
      object: `function ${live}.m__gone(jsonb)`,
      mode: "AccessExclusiveLock",
    });
    expect(await failure(deployer.rehearse({ env, bundle }))).toMatchObject({
      code: "breaking_change",
    });
    expect(await deployer.callFunction("api.m.gone", "{}", { env })).toBe("1");
  });

  it("rolls back and activates", async () => {
    const env = "back";
    const deploy = async () => (await deployer.deploy({ env, fromSchema: "app" })).deploymentId;
    const [a, b] = [await deploy(), await deploy()];
    const rehearsal = await deployer.rehearse({ env, rollback: { steps: 1 } });
    expect(rehearsal).toMatchObject({ deploymentId: a, previousDeploymentId: b, plan: null });
    expect(rehearsal.steps.map(({ step }) => step)).toEqual([
      "lock",
      "prune",
      "materialize",
      "activate",
    ]);
    expect(await deployer.rehearse({ env, activate: a })).toMatchObject({ deploymentId: a });
    expect((await deployer.status(env))?.active_deployment_id).toBe(b);
    expect(await failure(deployer.rehearse({ env, rollback: { steps: 9 } }))).toMatchObject({
      code: "refused",
      sqlstate: "55000",
    });
  });

  it("throws what the deploy would fail with, and keeps nothing of it", async () => {
    const error = await failure(deployer.rehearse({ env: "failing", fromSchema: "missing" }));
    expect(error).toMatchObject({ code: "refused", sqlstate: "3F000" });
    const bundle = projectBundle({ m: returning({ f: 1 }, { roles: ["no_such_role"] }) });
    const failed = await failure(deployer.rehearse({ env: "failing", bundle }));
    expect(failed).toMatchObject({ code: "deploy_failed", sqlstate: "42704", step: "materialize" });
    expect(failed).not.toBeInstanceOf(DeployError);
    expect(await deployer.deployments("failing")).toEqual([]);
  });

  it("leaves a transaction of the caller as it was", async () => {
    const { client } = database;
    const borrowed = createDeployer({ client });
    await withRollback(client, async () => {
      await borrowed.deploy({ env: "nested", fromSchema: "app" });
      const before = await borrowed.deployments("nested");
      await borrowed.rehearse({ env: "nested", fromSchema: "app" });
      await failure(borrowed.rehearse({ env: "nested", activate: 0 }));
      expect(await borrowed.deployments("nested")).toEqual(before);
    });
    expect(await borrowed.rehearse({ env: "nested", fromSchema: "app" })).toMatchObject({
      summary: { added: 2 },
    });
    expect(client.getTransactionStatus()).toBe("I");
  });
});
