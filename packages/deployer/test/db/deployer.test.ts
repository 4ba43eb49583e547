import type { TestDatabase } from "@stopgap/local/testing";
import { withRollback } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createDeployer, DeployError, DeployerError } from "../../src/index.js";
import type { Deployer } from "../../src/index.js";
import { define, stopgapDatabase } from "./stopgap-database.js";

let database: TestDatabase;
let deployer: Deployer;
beforeAll(async () => {
  database = await stopgapDatabase();
  deployer = createDeployer({ client: database.client });
  await define(database, "f", "export default () => 1;");
  await define(database, "echo", "export default (ctx) => ctx.args;");
});
afterAll(() => database.drop());

/** What an operation fails with. */
async function failure(operation: Promise<unknown>): Promise<DeployerError> {
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DeployerError) return error;
  throw new Error("no DeployerError was thrown", { cause: error });
}

describe("deploy", () => {
  it("SG-D01 tells what it deployed and what that changed", async () => {
    const first = await deployer.deploy({ env: "told", fromSchema: "app", label: "one" });
    expect(first).toEqual({
      deploymentId: expect.any(Number) as number,
      previousDeploymentId: null,
      pruned: { enabled: false, dropped: [], skipped_with_dependents: [] },
      summary: {
        added: 2,
        changed: 0,
        "changed (dependency)": 0,
        recompiled: 0,
        removed: 0,
        unchanged: 0,
      },
    });
    const second = await deployer.deploy({ env: "told", fromSchema: "app" });
    expect(second).toMatchObject({
      previousDeploymentId: first.deploymentId,
      summary: { added: 0, unchanged: 2 },
    });
  });

  it("SG-D06 throws what the database says, and keeps it", async () => {
    const error = await failure(
      deployer.deploy({ env: "failing", fromSchema: "missing", label: "bad" }),
    );
    if (!(error instanceof DeployError)) throw error;
    expect(error).toMatchObject({
      name: "DeployError",
      code: "deploy_failed",
      sqlstate: "3F000",
      message: "permission denied for stopgap deploy: source schema missing does not exist",
      detail: undefined,
    });
    const [failed] = await deployer.deployments("failing");
    expect(failed).toMatchObject({
      id: error.deploymentId,
      label: "bad",
      status: "failed",
      manifest: { error: { message: error.message, code: "3F000", at: "stopgap.deploy" } },
    });
  });

  it("SG-D05 throws type errors with their diagnostics", async () => {
    await database.client.query("create schema broken; set check_function_bodies = off");
    await database.client.query(
      `create function broken.f(args jsonb) returns jsonb language plts as 'export default () => (1).foo();'`,
    );
    await database.client.query("reset check_function_bodies");
    const error = await failure(deployer.deploy({ env: "typed", fromSchema: "broken" }));
    expect(error).toMatchObject({ code: "deploy_failed", sqlstate: "42601" });
    expect(JSON.parse(error.detail ?? "")).toMatchObject([{ line: 1, severity: "error" }]);
  });

  it("SG-P02 prunes when it is told to", async () => {
    await define(database, "extra", "export default () => 1;");
    await deployer.deploy({ env: "pruned", fromSchema: "app" });
    await database.client.query("drop function app.extra(jsonb)");
    const prunes = async () => (await deployer.status("pruned"))?.active_deployment?.manifest.prune;
    await deployer.deploy({ env: "pruned", fromSchema: "app" });
    expect(await prunes()).toEqual({ enabled: false, dropped: [], skipped_with_dependents: [] });
    await deployer.deploy({ env: "pruned", fromSchema: "app", prune: true });
    expect(await prunes()).toEqual({
      enabled: true,
      dropped: ["extra"],
      skipped_with_dependents: [],
    });
  });

  it("leaves it to the setting when it is not told, and does not change that", async () => {
    await database.client.query("set stopgap.prune = on");
    const enabled = async (prune?: boolean) => {
      await deployer.deploy({ env: "setting", fromSchema: "app", prune });
      return (await deployer.status("setting"))?.active_deployment?.manifest.prune?.enabled;
    };
    expect(await enabled()).toBe(true);
    expect(await enabled(false)).toBe(false);
    expect(await enabled()).toBe(true);
    await database.client.query("reset stopgap.prune");
  });
});

describe("rollback and activate", () => {
  it("SG-R02 SG-R03 go back and forth, and tell from what to what", async () => {
    const env = "back";
    const deploy = async () => (await deployer.deploy({ env, fromSchema: "app" })).deploymentId;
    const [a, b, c] = [await deploy(), await deploy(), await deploy()];
    expect(await deployer.rollback(env)).toEqual({ deploymentId: b, previousDeploymentId: c });
    expect(await deployer.rollback(env, { steps: 1 })).toEqual({
      deploymentId: a,
      previousDeploymentId: b,
    });
    expect(await deployer.rollback(env, { toId: c })).toEqual({
      deploymentId: c,
      previousDeploymentId: a,
    });
    expect(await deployer.activate(env, b)).toEqual({ deploymentId: b, previousDeploymentId: c });
    expect((await deployer.deployments(env)).map(({ id, is_active }) => [id, is_active])).toEqual([
      [c, false],
      [b, true],
      [a, false],
    ]);
    expect(
      (await deployer.deployments(env, { limit: 1, beforeId: c })).map(({ id }) => id),
    ).toEqual([b]);
  });

  it("SG-R04 throw what the database refuses", async () => {
    expect(await failure(deployer.rollback("unknown"))).toMatchObject({
      name: "DeployerError",
      code: "refused",
      sqlstate: "55000",
      message: "cannot rollback env unknown: environment missing or has no active deployment",
    });
  });
});

describe("status, diff and prune", () => {
  it("SG-I01 SG-I03 tell what is there, and what would change", async () => {
    expect(await deployer.status("nowhere")).toBeNull();
    const { deploymentId } = await deployer.deploy({ env: "seen", fromSchema: "app" });
    expect(await deployer.status("seen")).toMatchObject({
      env: "seen",
      live_schema: "live_seen",
      active_deployment: { id: deploymentId, status: "active" },
    });
    await define(database, "f", "export default () => 2;");
    expect(await deployer.diff("seen", "app")).toMatchObject({
      active_deployment_id: deploymentId,
      summary: {
        added: 0,
        changed: 1,
        "changed (dependency)": 0,
        recompiled: 0,
        removed: 0,
        unchanged: 1,
      },
      functions: [
        { fn_name: "echo", change: "unchanged" },
        { fn_name: "f", change: "changed" },
      ],
    });
    expect(await deployer.prune("seen", { dryRun: true })).toEqual({
      env: "seen",
      deployment_id: deploymentId,
      dry_run: true,
      dropped: [],
      skipped_with_dependents: [],
    });
  });
});

describe("callFunction", () => {
  it("SG-C03 passes JSON texts, so that every digit arrives", async () => {
    await deployer.deploy({ env: "prod", fromSchema: "app" });
    const exact = '{"f": 0.30000000000000004, "n": 9007199254740993}';
    expect(await deployer.callFunction("api.legacy.echo", exact)).toBe(exact);
    expect(await deployer.callFunction("api.legacy.echo", "null", { env: "prod" })).toBeNull();
  });

  it("calls the version of a deployment that is not active any more", async () => {
    await define(database, "version", "export default () => 1;");
    const { deploymentId } = await deployer.deploy({ env: "prod", fromSchema: "app" });
    await define(database, "version", "export default () => 2;");
    await deployer.deploy({ env: "prod", fromSchema: "app" });
    const call = (options: { env?: string; deploymentId?: number }) =>
      deployer.callFunction("api.legacy.version", "{}", options);
    expect(await call({ deploymentId })).toBe("1");
    expect(await call({})).toBe("2");
    const error = await failure(call({ env: "stage", deploymentId }));
    expect(error).toMatchObject({ code: "call_failed", sqlstate: "42704" });
  });

  it("SG-C09 throws the error of the function, with its SQLSTATE and detail", async () => {
    await define(database, "fails", 'export default (ctx) => ctx.db.query("select 1 / 0");');
    await deployer.deploy({ env: "prod", fromSchema: "app" });
    const error = await failure(deployer.callFunction("api.legacy.fails", "{}"));
    expect(error).toMatchObject({ code: "call_failed", sqlstate: "22012" });
    expect(JSON.parse(error.detail ?? "")).toMatchObject({
      function: { path: "api.legacy.fails" },
    });
  });
});

describe("a borrowed client", () => {
  it("stays in the transaction of the caller, also after a deploy that failed", async () => {
    await withRollback(database.client, async () => {
      await failure(deployer.deploy({ env: "borrowed", fromSchema: "missing" }));
      await deployer.deploy({ env: "borrowed", fromSchema: "app" });
      expect(await deployer.deployments("borrowed")).toHaveLength(2);
    });
    expect(await deployer.status("borrowed")).toBeNull();
  });

  it("may have type parsers of its own, and may be one of a pool", async () => {
    const unparsed = await database.connect({
      types: { getTypeParser: () => (text: string) => text },
    });
    expect(await createDeployer({ client: unparsed }).status("nowhere")).toBeNull();
    const pool = new pg.Pool({ connectionString: database.url });
    expect(await createDeployer({ pool }).status("told")).toMatchObject({ env: "told" });
    await pool.end();
  });

  it("that is lost is told as such", async () => {
    const client = await database.connect();
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    await database.client.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    expect(await failure(createDeployer({ client }).status("told"))).toMatchObject({
      code: "connection_lost",
    });
  });

  it("of a database without Stopgap is told as such, with what to do", async () => {
    const client = await database.connect();
    await client.query("begin; drop schema stopgap cascade");
    const error = await failure(createDeployer({ client }).status("told"));
    await client.query("rollback");
    expect(error).toMatchObject({
      code: "not_installed",
      hint: "Install or upgrade Stopgap in this database: stopgap init --db <url>",
    });
  });
});
