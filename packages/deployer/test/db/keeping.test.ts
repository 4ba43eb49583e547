import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createDeployer, DeployerError } from "../../src/index.js";
import type { Deployer, DeployerEvent } from "../../src/index.js";
import { projectBundle, returning } from "./project-bundle.js";
import { define, stopgapDatabase } from "./stopgap-database.js";

let database: TestDatabase;
let deployer: Deployer;
beforeAll(async () => {
  database = await stopgapDatabase();
  deployer = createDeployer({ client: database.client });
  await define(database, "f", "export default () => 1;");
  await define(database, "g", "export default () => 2;");
});
afterAll(() => database.drop());

/** Makes all stored artifacts old enough to go. */
const age = () =>
  database.client.query("update plts.artifact set created_at = created_at - interval '2 days'");

/** What an operation fails with. */
async function failure(operation: Promise<unknown>): Promise<DeployerError> {
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DeployerError) return error;
  throw new Error("no DeployerError was thrown", { cause: error });
}

describe("verify and repair", () => {
  it("SG-D08 find what is not as it was deployed, and mend it", async () => {
    await deployer.deploy({ env: "drifts", fromSchema: "app" });
    expect(await deployer.verify("drifts")).toMatchObject({ is_ok: true });
    await database.client.query(
      "alter function live_deployment.f(jsonb) cost 5; drop function live_deployment.g(jsonb)",
    );
    const f = { fn_name: "f", drift: [{ what: "cost", expected: 100, found: 5 }] };
    expect(await deployer.verify("drifts")).toMatchObject({
      is_ok: false,
      summary: { drifted: 1, missing: 1 },
      functions: [
        { ...f, status: "drifted" },
        { fn_name: "g", status: "missing", drift: [] },
      ],
    });
    const events: DeployerEvent[] = [];
    const onEvent = (event: DeployerEvent) => events.push(event);
    expect(await deployer.repair("drifts", { onEvent })).toMatchObject({
      is_ok: true,
      repaired: { schema: null, functions: [f, { fn_name: "g", status: "missing" }] },
      remaining: { functions: [], unexpected: [], versions: [] },
    });
    expect(events.filter(({ type }) => type === "step-finished")).toMatchObject([
      { step: "lock" },
      { step: "materialize", done: 2, total: 2 },
    ]);
    expect(await deployer.verify("drifts")).toMatchObject({ is_ok: true });
  });

  it("refuse an environment without an active deployment", async () => {
    for (const operation of [deployer.verify("nowhere"), deployer.repair("nowhere")]) {
      expect(await failure(operation)).toMatchObject({ code: "refused", sqlstate: "55000" });
    }
  });

  it("SG-A02 leave damaged code to a forced deploy, which sends what is not what its hash says", async () => {
    const env = "damaged";
    const bundle = projectBundle({ m: returning({ get: "right" }), n: returning({ get: "fine" }) });
    const deploy = (force: boolean) =>
      deployer.deployBundle({ env, bundle, force, acceptBreaking: "all" });
    await deploy(false);
    await database.client.query(
      "update plts.artifact set compiled_js = replace(compiled_js, 'right', 'wrong') where source_ts like '%right%'",
    );
    const damaged = [{ function_path: "api.m.get", drift: [{ what: "artifact" }] }];
    expect(await deployer.repair(env)).toMatchObject({
      is_ok: false,
      remaining: { functions: damaged },
    });
    expect(await deploy(false)).toMatchObject({ isUnchanged: true });
    expect(await deploy(true)).toMatchObject({ isUnchanged: false, sentArtifacts: 1 });
    expect(await deployer.verify(env)).toMatchObject({ is_ok: true });
    expect(await deployer.callFunction("api.m.get", "{}", { env })).toBe('"right"');
  });
});

describe("collectGarbage and pin", () => {
  it("keep the active deployment, the last and the pinned, and tell why", async () => {
    const env = "collected";
    const deploy = async () => (await deployer.deploy({ env, fromSchema: "app" })).deploymentId;
    const [a, b, c] = [await deploy(), await deploy(), await deploy()];
    const until = new Date("2999-01-31T09:30:00Z");
    const pinned = await deployer.pin(a, until);
    expect(pinned).toMatchObject({ deployment_id: a, env });
    expect(new Date(pinned.pinned_until ?? "")).toEqual(until);
    const [, , oldest] = await deployer.deployments(env);
    expect(oldest).toMatchObject({ id: a, pinned_until: pinned.pinned_until });

    const found = async (dryRun: boolean) => {
      const { environments, ...rest } = await deployer.collectGarbage({ keep: 1, dryRun });
      expect(rest).toMatchObject({ keep: 1, dry_run: dryRun, versions: { is_complete: true } });
      return environments.find((each) => each.env === env);
    };
    const expected = {
      removed: [b],
      kept: [
        { deployment_id: c, reasons: ["active", "last"] },
        { deployment_id: a, reasons: ["pinned"], pinned_until: pinned.pinned_until },
      ],
    };
    expect(await found(true)).toMatchObject(expected);
    expect(await found(false)).toMatchObject(expected);
    expect(await deployer.pin(a, null)).toMatchObject({ pinned_until: null });
    expect(await found(false)).toMatchObject({ removed: [a] });
    expect(await failure(deployer.pin(a, "infinity"))).toMatchObject({ sqlstate: "42704" });
  });

  it("keeps twenty deployments unless it is told otherwise", async () => {
    expect(await deployer.collectGarbage({ dryRun: true })).toMatchObject({ keep: 20 });
  });

  it("SG-D11 sends once more what garbage collection has taken between two statements of a deploy", async () => {
    const env = "crossed";
    const old = projectBundle({ m: returning({ get: "old" }) });
    await deployer.deployBundle({ env, bundle: old });
    await deployer.deployBundle({ env, bundle: projectBundle({ m: returning({ get: "new" }) }) });
    await age();
    let collects = true;
    const crossed = createDeployer({
      client: {
        query: async (text: string, values?: unknown[]) => {
          if (collects && text.includes("stopgap.deploy_bundle(")) {
            collects = false;
            await deployer.collectGarbage({ keep: 1 });
          }
          return database.client.query<Record<string, unknown>>(text, values);
        },
      },
    });
    const events: DeployerEvent[] = [];
    expect(
      await crossed.deployBundle({ env, bundle: old, onEvent: (event) => events.push(event) }),
    ).toMatchObject({ isUnchanged: false, sentArtifacts: 1 });
    expect(events.filter(({ type }) => type === "retry")).toMatchObject([
      { attempt: 2, reason: "deploy_failed" },
    ]);
    expect(await deployer.callFunction("api.m.get", "{}", { env })).toBe('"old"');
    const [active, failed] = await deployer.deployments(env);
    expect([active?.status, failed?.status]).toEqual(["active", "failed"]);
  });

  it("changes nothing in a transaction of the caller that is undone", async () => {
    const env = "undone";
    const { deploymentId: first } = await deployer.deploy({ env, fromSchema: "app" });
    await deployer.deploy({ env, fromSchema: "app" });
    await database.client.query("begin");
    await deployer.collectGarbage({ keep: 0 });
    expect(await deployer.deployments(env)).toHaveLength(1);
    await database.client.query("rollback");
    expect((await deployer.deployments(env)).map(({ id }) => id)).toContain(first);
  });
});
