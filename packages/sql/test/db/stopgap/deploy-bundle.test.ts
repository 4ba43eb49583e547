import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { type BundleJson, bundle, type Module, returning } from "./bundle.js";
import { createRole, type TestRole } from "./role.js";
import { Session } from "./session.js";

interface Answer {
  readonly ok: boolean;
  readonly deployment_id: number;
  readonly previous_deployment_id: number | null;
  readonly is_unchanged: boolean;
  readonly summary: Readonly<Record<string, number>>;
  readonly prune: Readonly<Record<string, unknown>>;
  readonly error?: Readonly<Record<string, unknown>>;
}

let database: TestDatabase;
let session: Session;
let deployer: TestRole;
let user: TestRole;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  deployer = await createRole(session.client, "stopgap_deployer");
  user = await createRole(session.client, "app_user");
});
afterAll(async () => {
  for (const role of [deployer, user]) await role.drop();
  await database.drop();
});

let env: string;
let count = 0;
beforeEach(() => {
  count += 1;
  env = `bundle${count}`;
});

function deploy(
  what: unknown,
  options: unknown = {},
  label: string | null = null,
): Promise<Answer> {
  return session.value("select stopgap.deploy_bundle($1, $2, $3, $4)", [
    env,
    JSON.stringify(what),
    label,
    JSON.stringify(options),
  ]);
}

const none = {
  added: 0,
  changed: 0,
  "changed (dependency)": 0,
  recompiled: 0,
  removed: 0,
  unchanged: 0,
};

/** Two modules that share one, and whose functions have the same name. */
const shop: Readonly<Record<string, Module>> = {
  price: { source: "export const price = (n: number): number => n * 3;" },
  "admin/items": {
    source: `import { query } from "@stopgap/runtime";
      import { price } from "../price";
      export const get = query((args: { n: number }) => ({ price: price(args.n), for: "admin" }));`,
    imports: { "../price": "price" },
    functions: { get: {} },
  },
  items: {
    source: `import { internalMutation, mutation, query } from "@stopgap/runtime";
      import { price } from "./price";
      export const get = query((args: { n: number }) => price(args.n));
      export const whoami = query((_args: unknown, ctx) => ctx.fn);
      const hidden = internalMutation((args: { n: number }) => args.n + 1);
      export { hidden as add };
      export const next = mutation((args: { n: number }, ctx) => ctx.run(hidden, args));`,
    imports: { "./price": "price" },
    functions: {
      get: { args_schema: { type: "object" }, result_schema: { type: "number" } },
      whoami: {},
      add: { kind: "internalMutation", idempotent: false },
      next: { kind: "mutation", idempotent: false },
    },
  },
};

describe("deploy_bundle", () => {
  it("SG-D16 makes modules live without any function in SQL, two of them with the same export", async () => {
    const answer = await deploy(bundle(shop), {}, "one");
    expect(answer).toEqual({
      ok: true,
      deployment_id: expect.any(Number) as number,
      previous_deployment_id: null,
      is_unchanged: false,
      summary: { ...none, added: 5 },
      prune: { enabled: false, dropped: [], skipped_with_dependents: [] },
    });
    expect(await session.live(env)).toEqual([
      "admin__items__get",
      "items__get",
      "items__next",
      "items__whoami",
    ]);
    expect(await session.call("api.admin.items.get", { n: 2 }, env)).toEqual({
      price: 6,
      for: "admin",
    });
    expect(await session.call("api.items.get", { n: 2 }, env)).toBe(6);
    expect(await session.call("api.items.next", { n: 2 }, env)).toBe(3);
    expect((await failure(session.call("api.items.add", { n: 2 }, env))).message).toContain(
      "unknown path 'api.items.add'",
    );
    expect(await session.call("api.items.whoami", {}, env)).toMatchObject({
      name: "items__whoami",
      path: "api.items.whoami",
      kind: "query",
      env,
      deploymentId: answer.deployment_id,
    });
  });

  it("SG-D08 SG-D09 SG-D18 keeps what a function is made of: schemas, kind, idempotence, commit and contract", async () => {
    const made = bundle(shop);
    const { deployment_id } = await deploy({
      ...made,
      contract_hash: `sha256:${"c".repeat(64)}`,
      git: { commit: "0123abcd", is_dirty: true },
    });
    expect(
      await session.rows(
        `select function_path, module_path, export_name, kind, idempotent, args_schema, result_schema,
           fn_schema, fn_name, live_fn_name
         from stopgap.fn_version where deployment_id = $1 and module_path = 'api.items'
         order by function_path limit 2`,
        [deployment_id],
      ),
    ).toEqual([
      {
        function_path: "api.items.add",
        module_path: "api.items",
        export_name: "add",
        kind: "internalMutation",
        idempotent: false,
        args_schema: null,
        result_schema: null,
        fn_schema: null,
        fn_name: "items__add",
        live_fn_name: null,
      },
      {
        function_path: "api.items.get",
        module_path: "api.items",
        export_name: "get",
        kind: "query",
        idempotent: true,
        args_schema: { type: "object" },
        result_schema: { type: "number" },
        fn_schema: null,
        fn_name: "items__get",
        live_fn_name: "items__get",
      },
    ]);
    const [deployment] = await session.deployments(env);
    expect(deployment).toMatchObject({
      label: null,
      source_schema: null,
      source_root: "stopgap",
      git: { commit: "0123abcd", is_dirty: true },
      contract_hash: `sha256:${"c".repeat(64)}`,
    });
    const { manifest } = await session.deployment(Number(deployment?.id));
    const [item] = manifest.functions;
    expect(item).toEqual({
      fn_name: "admin__items__get",
      function_path: "api.admin.items.get",
      module_path: "api.admin.items",
      export_name: "get",
      source_schema: null,
      live_schema: await session.liveSchema(env),
      kind: "query",
      artifact_hash: made.functions[0]?.artifact_hash,
      pointer: {
        plts: 1,
        kind: "artifact_ptr",
        artifact_hash: made.functions[0]?.artifact_hash,
        export: "get",
        mode: "stopgap_deployed",
      },
    });
    expect(manifest.functions_by_path["api.admin.items.get"]).toEqual(item);
  });

  it("SG-D14 takes a project without functions", async () => {
    expect(await deploy(bundle({}))).toMatchObject({ ok: true, summary: none });
    expect(await deploy(bundle({}))).toMatchObject({ is_unchanged: true, summary: none });
  });

  it("makes no new deployment of what is active already, unless it is forced to", async () => {
    const first = await deploy(bundle(shop), {}, "one");
    const again = await deploy({ ...bundle(shop), git: { commit: "other", is_dirty: false } });
    expect(again).toEqual({
      ok: true,
      deployment_id: first.deployment_id,
      previous_deployment_id: first.deployment_id,
      is_unchanged: true,
      summary: { ...none, unchanged: 5 },
      prune: { enabled: false, dropped: [], skipped_with_dependents: [] },
    });
    expect(await session.deployments(env)).toHaveLength(1);
    const forced = await deploy(bundle(shop), { force: true }, "two");
    expect(forced).toMatchObject({
      is_unchanged: false,
      previous_deployment_id: first.deployment_id,
      summary: { unchanged: 5 },
    });
    expect(await session.statuses(env)).toEqual({
      [first.deployment_id]: "superseded",
      [forced.deployment_id]: "active",
    });
  });

  it.each([
    ["a schema", { args_schema: { type: "string" } }],
    ["the result's schema", { result_schema: false }],
    ["the kind", { kind: "mutation" }],
    ["idempotence", { kind: "mutation", idempotent: false }],
    ["the roles", { roles: ["app_user"] }],
  ])("takes other sources for changed where only %s differs", async (_what, members) => {
    const module = returning({ f: 1 });
    const changed = { ...module, functions: { f: members } };
    await deploy(bundle({ m: module }));
    expect(await deploy(bundle({ m: changed }))).toMatchObject({
      is_unchanged: false,
      summary: { ...none, changed: 1 },
    });
    expect(await deploy(bundle({ m: changed }))).toMatchObject({ is_unchanged: true });
  });

  it("takes artifacts by their hash alone where they are stored, and says which are not", async () => {
    const made = bundle({ m: returning({ f: `${env}: one` }), n: returning({ g: `${env}: two` }) });
    const hashes = made.artifacts.map(({ artifact_hash }) => artifact_hash);
    const missing = (asked: readonly string[]) =>
      session.value("select stopgap.missing_artifacts($1)", [asked]);
    expect(await missing(hashes)).toEqual(hashes);
    await deploy(bundle({ m: returning({ f: `${env}: one` }) }));
    expect(await missing(hashes)).toEqual([hashes[1]]);
    expect(await missing([])).toEqual([]);
    const sent: BundleJson = {
      ...made,
      artifacts: made.artifacts.map((whole) =>
        whole.artifact_hash === hashes[1] ? whole : { artifact_hash: whole.artifact_hash },
      ),
    };
    expect(await deploy(sent)).toMatchObject({ ok: true, summary: { added: 1, unchanged: 1 } });
    const { artifacts: _, ...without } = made;
    expect(await deploy(without, { force: true })).toMatchObject({ ok: true });
    expect(await session.call("api.n.g", {}, env)).toBe(`${env}: two`);
  });

  it("stores what it is sent as foreign, until the same source is compiled here", async () => {
    const { source } = returning({ f: env });
    const whole = source.replace("export const f =", "export default");
    const made = bundle({ m: { source: whole, functions: { f: { export_name: "f" } } } });
    await deploy({ ...made, functions: [] });
    const hash = made.artifacts[0]?.artifact_hash;
    const stored = () =>
      session.rows("select is_foreign, is_checked from plts.artifact where artifact_hash = $1", [
        hash,
      ]);
    expect(await stored()).toEqual([{ is_foreign: true, is_checked: false }]);
    const schema = await session.schema();
    await session.define(schema, "f", whole);
    expect(await stored()).toEqual([{ is_foreign: false, is_checked: true }]);
    expect(await session.deploy(`${env}_sql`, schema)).toBeGreaterThan(0);
  });

  it("refuses where another deployment is active than is expected", async () => {
    const made = bundle({ m: returning({ f: 1 }) });
    const { deployment_id } = await deploy(made, { expected_active_deployment_id: null });
    const moved = { code: "40001", hint: "Compare with what is active now, and deploy again." };
    expect(await failure(deploy(made, { expected_active_deployment_id: null }))).toMatchObject({
      ...moved,
      message: `stopgap.deploy_bundle expected no deployment to be active in env ${env}, found deployment ${deployment_id}`,
    });
    const stale = { expected_active_deployment_id: deployment_id - 1, keep_failure: true };
    expect(await failure(deploy(made, stale))).toMatchObject(moved);
    const options = { expected_active_deployment_id: deployment_id, force: true };
    expect(await deploy(made, options)).toMatchObject({ ok: true });
    expect(await session.deployments(env)).toHaveLength(2);
  });

  it("SG-D06 keeps a failure as a failed deployment when it is told to, and what was live stays", async () => {
    const made = bundle({ m: returning({ f: 1 }) });
    const { deployment_id } = await deploy(made);
    const broken = {
      ...bundle({ m: returning({ f: 2 }) }),
      artifacts: [],
      git: { commit: "feed", is_dirty: false },
    };
    const message = expect.stringContaining("is neither in it nor stored") as string;
    expect(await failure(deploy(broken))).toMatchObject({ code: "42704", message });
    expect(await session.deployments(env)).toHaveLength(1);
    const answer = await deploy(broken, { keep_failure: true }, "bad");
    expect(answer).toEqual({
      ok: false,
      deployment_id: expect.any(Number) as number,
      error: { code: "42704", message, detail: null, hint: null, step: "check" },
    });
    const [failed] = await session.deployments(env);
    expect(failed).toMatchObject({
      id: answer.deployment_id,
      label: "bad",
      status: "failed",
      git: { commit: "feed", is_dirty: false },
      manifest: { error: { at: "stopgap.deploy_bundle", message, code: "42704" } },
    });
    expect(await session.statuses(env)).toMatchObject({ [deployment_id]: "active" });
    expect(await session.call("api.m.f", {}, env)).toBe(1);
  });

  it("SG-P01 SG-P02 leaves what is gone live, and prunes it when it is told to, also of what is unchanged", async () => {
    await deploy(bundle({ m: returning({ f: 1, g: 2 }) }));
    const smaller = bundle({ m: returning({ f: 1 }) });
    expect(await deploy(smaller)).toMatchObject({ summary: { changed: 1, removed: 1 } });
    expect(await session.live(env)).toEqual(["m__f", "m__g"]);
    const prune = { enabled: true, dropped: ["m__g"], skipped_with_dependents: [] };
    expect(await deploy(smaller, { prune: true })).toMatchObject({ is_unchanged: true, prune });
    expect(await session.live(env)).toEqual(["m__f"]);
    expect(await deploy(bundle({ n: returning({ f: 1 }) }), { prune: true })).toMatchObject({
      prune: { ...prune, dropped: ["m__f"] },
    });
    await session.with({ "stopgap.prune": "on" }, async () => {
      expect(await deploy(smaller)).toMatchObject({ prune: { ...prune, dropped: ["n__f"] } });
    });
  });

  it("drops the live function of what has become internal", async () => {
    const module = returning({ f: 1 });
    await deploy(bundle({ m: module }));
    await deploy(bundle({ m: { ...module, functions: { f: { kind: "internalQuery" } } } }));
    expect(await session.live(env)).toEqual([]);
  });

  it("cuts long live names, and tells them apart by their hash", async () => {
    const folder = "a".repeat(40);
    const made = bundle({
      [`${folder}/${folder}/one`]: returning({ f: 1 }),
      [`${folder}/${folder}/two`]: returning({ f: 2 }),
    });
    await deploy(made);
    const names = await session.live(env);
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^a{40}__a{12}_[0-9a-f]{8}$/);
    expect(await session.call(`api.${folder}.${folder}.two.f`, {}, env)).toBe(2);
  });

  it("SG-R06 rolls modules with several exports back together", async () => {
    const version = (n: number) => bundle({ m: returning({ f: n, g: n }), o: returning({ h: 0 }) });
    const first = await deploy(version(1));
    await deploy(version(2));
    expect(await session.rollback(env)).toBe(first.deployment_id);
    expect([
      await session.call("api.m.f", {}, env),
      await session.call("api.m.g", {}, env),
      await session.call("api.o.h", {}, env),
    ]).toEqual([1, 1, 0]);
  });

  it("touches only live functions that differ", async () => {
    await deploy(bundle({ m: returning({ f: 1 }), n: returning({ g: 1 }) }));
    const catalog = () =>
      session.rows(
        `select proname, oid, xmin::text from pg_proc
         where pronamespace = '${live}'::regnamespace order by proname`,
      );
    const live = await session.liveSchema(env);
    const before = await catalog();
    await deploy(bundle({ m: returning({ f: 2 }), n: returning({ g: 1 }) }));
    const after = await catalog();
    expect(after[1]).toEqual(before[1]);
    expect(after[0]?.["oid"]).toBe(before[0]?.["oid"]);
    expect(after[0]?.["xmin"]).not.toBe(before[0]?.["xmin"]);
  });
});

describe("the rights of a bundle", () => {
  it("SG-D12 SG-D17 let a plain member of the deployer role deploy, compare and promote, and nobody else", async () => {
    const made = bundle({ m: returning({ f: env }) });
    await session.as(deployer.name, async () => {
      expect(await deploy(made)).toMatchObject({ ok: true });
      expect(
        await session.value("select stopgap.diff_bundle($1, $2) -> 'summary'", [
          env,
          JSON.stringify(made),
        ]),
      ).toEqual({ ...none, unchanged: 1 });
      expect(await session.value("select stopgap.missing_artifacts('{x}')")).toEqual(["x"]);
      await session.value("select stopgap.promote($1, $2)", [env, `${env}_promoted`]);
    });
    const [deployment] = await session.deployments(env);
    expect(deployment).toMatchObject({
      created_by: await session.value("select session_user"),
      created_as: deployer.name,
    });
    await session.as(user.name, async () => {
      expect(await session.call("api.m.f", {}, env)).toBe(env);
      for (const refused of [
        deploy(made),
        session.value("select stopgap.diff_bundle('x', '{}')"),
        session.value("select stopgap.missing_artifacts('{}')"),
        session.value("select stopgap.promote('x', 'y')"),
      ]) {
        expect(await failure(refused)).toMatchObject({ code: "42501" });
      }
    });
  });

  it("give a function to the roles that it names, and to nobody else", async () => {
    const module = returning({ f: 1 });
    await deploy(bundle({ m: { ...module, functions: { f: { roles: [user.name] } } } }));
    await session.as(user.name, async () => {
      expect(await session.call("api.m.f", {}, env)).toBe(1);
    });
    await session.as(deployer.name, async () => {
      expect(await failure(session.call("api.m.f", {}, env))).toMatchObject({ code: "42501" });
    });
    const unknown = bundle({ m: { ...module, functions: { f: { roles: ["no_such_role"] } } } });
    expect(await failure(deploy(unknown))).toMatchObject({
      code: "42704",
      message: expect.stringContaining("role no_such_role does not exist") as string,
    });
  });

  it("let a function run with another role's rights, without its caller's search_path", async () => {
    const source = `import { query } from "@stopgap/runtime";
      export const f = query(async (_args: unknown, ctx) => {
        const [row] = await ctx.db.query(
          "select current_user as role, current_setting('search_path') as path");
        return row ?? null;
      });`;
    const made = (definer: string) => bundle({ m: { source, functions: { f: { definer } } } });
    const definer = await createRole(session.client, "app_user");
    const owner = await session.value<string>("select current_user");
    await session.as(deployer.name, async () => {
      expect(await failure(deploy(made(definer.name)))).toMatchObject({
        code: "42501",
        message: `permission denied for stopgap deploy: security definer function api.m.f requires membership of role ${definer.name}`,
      });
      expect((await failure(deploy(made(owner)))).message).toBe(
        `stopgap deploy refuses security definer function api.m.f: it would run with all rights of ${owner}`,
      );
    });
    await session.client.query(`grant ${definer.name} to ${deployer.name}, stopgap_owner`);
    await session.as(deployer.name, () => deploy(made(definer.name)));
    await session.as(user.name, async () => {
      expect(await session.call("api.m.f", {}, env)).toEqual({
        role: definer.name,
        path: "pg_catalog, pg_temp",
      });
    });
    expect(await deploy(made(definer.name))).toMatchObject({ is_unchanged: true });
    expect(await deploy(made(definer.name), { force: true })).toMatchObject({
      summary: { unchanged: 1 },
    });
    await definer.drop();
  });
});

describe("an environment that both flows deploy to", () => {
  it("takes what the other flow has made for removed, prunes it when asked, and goes back", async () => {
    const schema = await session.schema();
    await session.returning(schema, "m__f", 10);
    await session.returning(schema, "old", 11);
    const fromSchema = await session.deploy(env, schema);
    const fromBundle = await deploy(bundle({ m: returning({ f: 20, g: 21 }) }));
    expect(fromBundle).toMatchObject({
      previous_deployment_id: fromSchema,
      summary: { ...none, added: 2, removed: 2 },
    });
    // Both flows call it m__f: it has become the project's.
    expect(await session.call("api.m.f", {}, env)).toBe(20);
    expect(await session.live(env)).toEqual(["m__f", "m__g", "old"]);
    await deploy(bundle({ m: returning({ f: 20, g: 21 }) }), { prune: true });
    expect(await session.live(env)).toEqual(["m__f", "m__g"]);
    await session.rollback(env);
    expect(await session.live(env)).toEqual(["m__f", "old"]);
    expect(await session.call("api.legacy.m__f", {}, env)).toBe(10);
    await session.rollback(env, 1, fromBundle.deployment_id);
    expect(await session.call("api.m.g", {}, env)).toBe(21);
    await session.with({ "stopgap.prune": "on" }, () => session.deploy(env, schema));
    expect(await session.live(env)).toEqual(["m__f", "old"]);
    const [last] = await session.deployments(env);
    expect(last?.manifest.summary).toEqual({ ...none, added: 2, removed: 2 });
  });
});
