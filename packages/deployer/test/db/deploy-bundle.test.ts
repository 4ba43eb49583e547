import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  BreakingChangeError,
  createDeployer,
  DeployerError,
  DeployError,
} from "../../src/index.js";
import type { Deployer } from "../../src/index.js";
import { type Module, projectBundle, returning } from "./project-bundle.js";
import { define, stopgapDatabase } from "./stopgap-database.js";

let database: TestDatabase;
let deployer: Deployer;
beforeAll(async () => {
  database = await stopgapDatabase();
  deployer = createDeployer({ client: database.client });
});
afterAll(() => database.drop());

let env: string;
let count = 0;
beforeEach(() => {
  count += 1;
  env = `project${String(count)}`;
});

/** What an operation fails with. */
async function failure(operation: Promise<unknown>): Promise<DeployerError> {
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DeployerError) return error;
  throw new Error("no DeployerError was thrown", { cause: error });
}

const shared = (text: string): Readonly<Record<string, Module>> => ({
  text: { source: `export const text = ${JSON.stringify(text)};` },
  items: {
    source: `import { query } from "@stopgap/runtime"; import { text } from "./text";
      export const get = query(() => text);`,
    imports: { "./text": "text" },
    functions: { get: { result: { type: "string" } } },
  },
  other: returning({ get: 1 }),
});

const none = {
  added: 0,
  changed: 0,
  "changed (dependency)": 0,
  recompiled: 0,
  removed: 0,
  unchanged: 0,
};

describe("deployBundle", () => {
  it("SG-D16 sends what the database lacks, and nothing twice", async () => {
    const bundle = projectBundle(shared(`${env} one`));
    const git = { commit: "0123", isDirty: true };
    const first = await deployer.deployBundle({ env, bundle, git, label: "v1" });
    expect(first).toEqual({
      deploymentId: expect.any(Number) as number,
      previousDeploymentId: null,
      isUnchanged: false,
      summary: { ...none, added: 2 },
      pruned: { enabled: false, dropped: [], skipped_with_dependents: [] },
      sentArtifacts: expect.any(Number) as number,
      knownArtifacts: expect.any(Number) as number,
    });
    expect(first.sentArtifacts + first.knownArtifacts).toBe(3);
    expect((await deployer.status(env))?.active_deployment).toMatchObject({
      label: "v1",
      source_schema: null,
      source_root: "stopgap",
      git: { commit: "0123", is_dirty: true },
      contract_hash: bundle.contractHash,
    });
    expect(await deployer.callFunction("api.items.get", "{}", { env })).toBe(`"${env} one"`);

    expect(await deployer.deployBundle({ env, bundle })).toMatchObject({
      deploymentId: first.deploymentId,
      isUnchanged: true,
      summary: { ...none, unchanged: 2 },
      sentArtifacts: 0,
      knownArtifacts: 3,
    });
    const second = await deployer.deployBundle({ env, bundle: projectBundle(shared(`${env} 2`)) });
    expect(second).toMatchObject({
      previousDeploymentId: first.deploymentId,
      isUnchanged: false,
      summary: { ...none, "changed (dependency)": 1, unchanged: 1 },
      sentArtifacts: 2,
      knownArtifacts: 1,
    });
    expect(await deployer.deployBundle({ env, bundle, force: true })).toMatchObject({
      sentArtifacts: 0,
      previousDeploymentId: second.deploymentId,
    });
  });

  it("stops at a change that breaks callers, unless each of its paths is accepted", async () => {
    const before = projectBundle({
      m: returning({ f: 1, g: 1, h: 1 }, { args: true, result: { type: "integer" } }),
    });
    await deployer.deployBundle({ env, bundle: before });
    const after = projectBundle({
      m: {
        ...returning({ f: 1, h: 2 }),
        functions: {
          f: { args: { type: "object" }, result: { type: ["integer", "null"] } },
          h: { args: true, result: { type: "number" } },
        },
      },
    });
    const error = await failure(deployer.deployBundle({ env, bundle: after }));
    if (!(error instanceof BreakingChangeError)) throw error;
    expect(error).toMatchObject({
      name: "BreakingChangeError",
      code: "breaking_change",
      message: "the deploy would break callers of api.m.f, api.m.g",
      detail:
        "api.m.f: args $: was anything, is object\n" +
        "api.m.f: result $: was integer, is integer or null\n" +
        "api.m.g: function: was query, is removed",
    });
    expect(error.functions.map(({ function_path: path, change }) => [path, change])).toEqual([
      ["api.m.f", "changed"],
      ["api.m.g", "removed"],
    ]);
    expect(await deployer.deployments(env)).toHaveLength(1);
    const some = failure(
      deployer.deployBundle({ env, bundle: after, acceptBreaking: ["api.m.f"] }),
    );
    expect((await some).message).toBe("the deploy would break callers of api.m.g");
    const accepted = { env, bundle: after, acceptBreaking: ["api.m.f", "api.m.g"] };
    expect(await deployer.deployBundle(accepted)).toMatchObject({ isUnchanged: false });
    expect(
      await deployer.deployBundle({ env, bundle: before, acceptBreaking: "all" }),
    ).toMatchObject({ summary: { added: 1 } });
  });

  it("takes functions of a schema that a project replaces for removed, which breaks callers", async () => {
    await define(database, "old", "export default () => 1;");
    await deployer.deploy({ env, fromSchema: "app" });
    const bundle = projectBundle({ m: returning({ f: 1 }) });
    const error = await failure(deployer.deployBundle({ env, bundle }));
    expect(error.detail).toBe("api.legacy.old: function: was mutation, is removed");
    const acceptBreaking = ["api.legacy.old"];
    const result = await deployer.deployBundle({ env, bundle, acceptBreaking, prune: true });
    expect(result.pruned).toEqual({ enabled: true, dropped: ["old"], skipped_with_dependents: [] });
  });

  it("SG-D06 throws what the database says, and keeps it", async () => {
    const bundle = projectBundle({ m: returning({ f: 1 }, { roles: ["no_such_role"] }) });
    const error = await failure(deployer.deployBundle({ env, bundle, label: "bad" }));
    if (!(error instanceof DeployError)) throw error;
    expect(error).toMatchObject({ code: "deploy_failed", sqlstate: "42704" });
    expect(error.message).toContain("role no_such_role does not exist");
    expect(error.hint).toBe("Create the role, or name another one in roles.");
    const [failed] = await deployer.deployments(env);
    expect(failed).toMatchObject({ id: error.deploymentId, status: "failed", label: "bad" });
  });

  it("refuses where another deployment is active than is expected", async () => {
    const bundle = projectBundle({ m: returning({ f: 1 }) });
    const { deploymentId } = await deployer.deployBundle({
      env,
      bundle,
      expectedActiveDeploymentId: null,
    });
    const stale = { env, bundle, expectedActiveDeploymentId: deploymentId - 1 };
    expect(await failure(deployer.deployBundle(stale))).toMatchObject({
      code: "conflict",
      sqlstate: "40001",
    });
    expect(await deployer.deployments(env)).toHaveLength(1);
  });

  it("does not replace what has become active since contracts were compared", async () => {
    const one = projectBundle({ m: returning({ f: 1 }, { args: { type: "string" } }) });
    const two = projectBundle({ m: returning({ f: 2 }, { args: { type: "string" } }) });
    await deployer.deployBundle({ env, bundle: one });
    // Another deploy comes in between the comparison and the deploy.
    const client = {
      query: async (text: string, values?: unknown[]) => {
        if (text.includes("stopgap.deploy_bundle"))
          await deployer.deployBundle({ env, bundle: one, force: true });
        return database.client.query(text, values);
      },
    };
    const late = createDeployer({ client });
    expect(await failure(late.deployBundle({ env, bundle: two }))).toMatchObject({
      code: "conflict",
    });
    expect(await deployer.callFunction("api.m.f", "{}", { env })).toBe("1");
    expect(await late.deployBundle({ env, bundle: two, acceptBreaking: "all" })).toMatchObject({
      isUnchanged: false,
    });
  });

  it("belongs to the caller's transaction", async () => {
    await database.client.query("begin");
    await deployer.deployBundle({ env, bundle: projectBundle({ m: returning({ f: 1 }) }) });
    await database.client.query("rollback");
    expect(await deployer.status(env)).toBeNull();
  });
});

describe("diffBundle", () => {
  it("SG-I03 SG-I04 tells what a deploy would change, and what that means to callers", async () => {
    const before = projectBundle({
      m: returning({ f: 1, gone: 1, same: 1 }, { result: { enum: [1] } }),
      hidden: returning({ f: 1 }, { kind: "internalQuery" }),
    });
    expect(await deployer.diffBundle(env, before)).toMatchObject({
      active_deployment_id: null,
      live_schema: null,
      summary: { ...none, added: 4 },
    });
    const { deploymentId } = await deployer.deployBundle({ env, bundle: before });
    const same = await deployer.diffBundle(env, before);
    expect(same.summary).toEqual({ ...none, unchanged: 4 });
    expect(new Set(same.functions.map(({ compatibility }) => compatibility))).toEqual(
      new Set(["unchanged"]),
    );
    const module = returning({ f: 2, same: 1, more: 1 }, { result: { enum: [1] } });
    const after = projectBundle({
      m: { ...module, functions: { ...module.functions, f: { result: { enum: [1, 2] } } } },
    });
    const diff = await deployer.diffBundle(env, after);
    expect(diff).toMatchObject({
      env,
      active_deployment_id: deploymentId,
      summary: { ...none, added: 1, changed: 2, removed: 2 },
    });
    expect(
      diff.functions.map(({ function_path: path, change, compatibility, reasons }) => [
        path,
        change,
        compatibility,
        reasons.map(({ was, is }) => `${was} -> ${is}`),
      ]),
    ).toEqual([
      ["api.hidden.f", "removed", "safe", []],
      ["api.m.f", "changed", "widening", ["1 -> 1 or 2"]],
      ["api.m.gone", "removed", "breaking", ["query -> removed"]],
      ["api.m.more", "added", "safe", []],
      ["api.m.same", "changed", "unchanged", []],
    ]);
  });

  it("compares sources that the database does not have, also those of imports", async () => {
    await deployer.deployBundle({ env, bundle: projectBundle(shared("a")) });
    const { functions } = await deployer.diffBundle(env, projectBundle(shared(`${env} b`)));
    expect(functions).toMatchObject([
      {
        function_path: "api.items.get",
        change: "changed (dependency)",
        compatibility: "unchanged",
      },
      { function_path: "api.other.get", change: "unchanged" },
    ]);
  });
});

describe("promote", () => {
  it("tells from what to what", async () => {
    const { deploymentId } = await deployer.deployBundle({
      env,
      bundle: projectBundle(shared("a")),
    });
    const target = `${env}_prod`;
    const first = await deployer.promote(env, target, "v1");
    expect(first).toEqual({ deploymentId: deploymentId + 1, previousDeploymentId: null });
    expect(await deployer.promote(env, target)).toEqual({
      deploymentId: deploymentId + 2,
      previousDeploymentId: first.deploymentId,
    });
    const [again, promoted] = await deployer.deployments(target);
    expect(again).toMatchObject({ label: null });
    expect(promoted).toMatchObject({
      label: "v1",
      manifest: { promoted_from: { env, deployment_id: deploymentId } },
    });
    expect(await deployer.callFunction("api.items.get", "{}", { env: target })).toBe('"a"');
    expect(await failure(deployer.promote("nowhere", target))).toMatchObject({
      code: "refused",
      sqlstate: "55000",
    });
  });
});
