import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createDeployer } from "../../src/index.js";
import type { Deployer, Plan } from "../../src/index.js";
import { failure } from "./failure.js";
import { projectBundle, returning } from "./project-bundle.js";
import { define, stopgapDatabase } from "./stopgap-database.js";

let database: TestDatabase;
let deployer: Deployer;
beforeAll(async () => {
  database = await stopgapDatabase();
  deployer = createDeployer({ client: database.client });
  await define(database, "f", "export default () => 1;");
  await define(database, "g", "export default () => 1;");
});
afterAll(() => database.drop());

let env: string;
let count = 0;
beforeEach(() => {
  count += 1;
  env = `plan${String(count)}`;
});

const changesOf = ({ functions }: Plan) =>
  functions.map(({ function_path: path, change, compatibility }) => [path, change, compatibility]);

/** As a plan that was kept in a file comes back. */
const throughJson = (plan: Plan): Plan => JSON.parse(JSON.stringify(plan)) as Plan;

describe("plan", () => {
  it("tells what a deploy of a schema would do, as JSON can hold it, and stores nothing", async () => {
    const first = await deployer.plan({ env, fromSchema: "app" });
    expect(first).toMatchObject({
      env,
      source_schema: "app",
      active_deployment_id: null,
      live_schema: null,
      summary: { added: 2 },
      prune: { enabled: false, dropped: [], skipped_with_dependents: [], dependents: {} },
      blocked: [],
      missing_artifacts: [],
    });
    expect(throughJson(first)).toEqual(first);
    expect(await deployer.status(env)).toBeNull();
  });

  it("tells of a project what it means to callers, what is sent, and what would be pruned", async () => {
    const before = projectBundle({ m: returning({ f: 1, gone: 1, used: 1 }) });
    const { deploymentId } = await deployer.deployBundle({ env, bundle: before });
    const live = (await deployer.status(env))?.live_schema ?? "";
    await database.client.query(
      `create view public.${env} as select ${live}.m__used('{}'::jsonb) as answer`,
    );
    const bundle = projectBundle({ m: returning({ f: 2, more: 1 }) });
    const plan = await deployer.plan({ env, bundle, prune: true });
    expect(changesOf(plan)).toEqual([
      ["api.m.f", "changed", "unchanged"],
      ["api.m.gone", "removed", "breaking"],
      ["api.m.more", "added", "safe"],
      ["api.m.used", "removed", "breaking"],
    ]);
    expect(plan).toMatchObject({
      active_deployment_id: deploymentId,
      contract_hash: bundle.contractHash,
      prune: {
        enabled: true,
        dropped: ["m__gone"],
        skipped_with_dependents: ["m__used"],
        dependents: { m__used: [`view public.${env}`] },
      },
      missing_artifacts: bundle.artifacts.map(({ hash }) => hash),
    });
    const { functions, summary } = await deployer.diffBundle(env, bundle);
    expect([plan.functions, plan.summary]).toEqual([functions, summary]);
  });

  it("names each function that cannot be deployed, with the reason", async () => {
    const bundle = projectBundle({
      good: returning({ f: 1 }),
      role: returning({ f: 1 }, { roles: ["no_such_role"] }),
      definer: returning({ f: 1 }, { definer: "no_such_definer" }),
    });
    const plan = await deployer.plan({ env, bundle });
    expect(plan.blocked.map(({ function_path: path, code }) => [path, code])).toEqual([
      ["api.definer.f", "42704"],
      ["api.role.f", "42704"],
    ]);
    expect(plan.blocked[1]).toMatchObject({
      step: "check",
      message: "stopgap cannot make api.role.f live: role no_such_role does not exist",
      hint: "Create the role, or name another one in roles.",
    });
    expect(await failure(deployer.apply(plan, { bundle }))).toMatchObject({ code: "blocked" });
    expect(await deployer.deployments(env)).toEqual([]);
  });

  it("finds type errors of functions in a schema", async () => {
    await database.client.query(`create schema ${env}; set check_function_bodies = off`);
    for (const [name, source] of [
      ["good", "export default () => 1;"],
      ["bad", "export default () => (1).foo();"],
    ]) {
      await database.client.query(
        `create function ${env}.${name ?? ""}(args jsonb) returns jsonb language plts as $$${source ?? ""}$$`,
      );
    }
    await database.client.query("reset check_function_bodies");
    const { blocked } = await deployer.plan({ env, fromSchema: env });
    expect(blocked).toMatchObject([{ function_path: "api.legacy.bad", code: "42601" }]);
    expect(JSON.parse(blocked[0]?.detail ?? "")).toMatchObject([{ line: 1 }]);
  });

  it("names what uses a function that would become internal", async () => {
    await deployer.deployBundle({ env, bundle: projectBundle({ m: returning({ f: 1 }) }) });
    const live = (await deployer.status(env))?.live_schema ?? "";
    await database.client.query(`create view public.${env} as select ${live}.m__f('{}') as answer`);
    const bundle = projectBundle({ m: returning({ f: 1 }, { kind: "internalQuery" }) });
    expect((await deployer.plan({ env, bundle })).blocked).toMatchObject([
      { function_path: "api.m.f", code: "2BP01", detail: `view public.${env}` },
    ]);
  });
});

describe("apply", () => {
  it("does what the plan says, also after it has been JSON", async () => {
    const plan = throughJson(await deployer.plan({ env, fromSchema: "app" }));
    const { summary } = await deployer.apply(plan, { label: "planned" });
    expect(summary).toEqual(plan.summary);
    expect((await deployer.status(env))?.active_deployment).toMatchObject({ label: "planned" });
    const bundle = projectBundle({ m: returning({ f: 1 }) });
    const next = await deployer.plan({ env, bundle, prune: true });
    expect(await failure(deployer.apply(next, { bundle }))).toMatchObject({
      code: "breaking_change",
    });
    const done = await deployer.apply(next, { bundle, acceptBreaking: "all" });
    expect(done.summary).toEqual(next.summary);
    expect(done.pruned.dropped).toEqual(["f", "g"]);
  });

  it("is refused where another deployment has become active", async () => {
    const plan = await deployer.plan({ env, fromSchema: "app" });
    await deployer.deploy({ env, fromSchema: "app" });
    expect(await failure(deployer.apply(plan))).toMatchObject({
      code: "conflict",
      sqlstate: "40001",
      message: `the plan for env ${env} no longer holds: the active deployment has changed since`,
      hint: "Plan again.",
    });
    expect(await deployer.deployments(env)).toHaveLength(1);
  });

  it("is refused where the source or live functions have changed", async () => {
    await deployer.deploy({ env, fromSchema: "app" });
    const plan = await deployer.plan({ env, fromSchema: "app" });
    await define(database, "g", "export default () => 2;");
    expect((await failure(deployer.apply(plan))).message).toContain("the functions to deploy have");
    await define(database, "g", "export default () => 1;");
    const live = (await deployer.status(env))?.live_schema ?? "";
    await database.client.query(`alter function ${live}.g(jsonb) volatile security definer`);
    expect((await failure(deployer.apply(plan))).message).toContain("live functions have");
    const again = await deployer.plan({ env, fromSchema: "app" });
    expect(await deployer.apply(again)).toMatchObject({ summary: { unchanged: 2 } });
  });

  it("is refused with another bundle than was planned, or with none", async () => {
    const bundle = projectBundle({ m: returning({ f: 1 }) });
    const plan = await deployer.plan({ env, bundle });
    const other = projectBundle({ m: returning({ f: 2 }) });
    expect(await failure(deployer.apply(plan, { bundle: other }))).toMatchObject({
      code: "conflict",
    });
    expect(await failure(deployer.apply(plan))).toMatchObject({ code: "refused" });
  });
});
