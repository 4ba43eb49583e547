import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { Session } from "./session.js";

interface Counter {
  readonly calls: number;
  readonly errors: number;
  readonly latency_ms: { readonly total: number; readonly last: number; readonly max: number };
  readonly error_classes: Readonly<Record<string, number>>;
  readonly route_counts?: Readonly<Record<string, number>>;
}
type Operation = "deploy" | "rollback" | "diff" | "call_fn";
type Metrics = Readonly<Record<Operation, Counter>>;

let database: TestDatabase;
let admin: Session;
let source: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  admin = new Session(database.client);
  source = await admin.schema();
  await admin.returning(source, "one", 1);
  await admin.define(source, "throws", "export default () => { throw new Error('x'); };");
  await admin.define(
    source,
    "by_id",
    `import { query, v } from "@stopgap/runtime"; export default query(v.object({ id: v.int() }), ({ id }) => id);`,
  );
  await admin.define(
    source,
    "sleeps",
    `export default (ctx) => ctx.db.query("select pg_sleep(30)");`,
  );
  await admin.deploy("prod", source);
});
afterAll(() => database.drop());

const metrics = (session: Session): Promise<Metrics> => session.value("select stopgap.metrics()");

/** What has been counted more after something ran: calls, errors, and the classes and routes that have grown. */
async function counted(
  session: Session,
  operation: Operation,
  run: () => Promise<unknown>,
): Promise<object> {
  const before = (await metrics(session))[operation];
  await run().catch(() => undefined);
  const after = (await metrics(session))[operation];
  return {
    calls: after.calls - before.calls,
    errors: after.errors - before.errors,
    ...grown(before.error_classes, after.error_classes),
    ...grown(before.route_counts ?? {}, after.route_counts ?? {}),
  };
}

function grown(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): object {
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, more]) => more !== 0),
  );
}

const zero = (...classes: string[]) => ({
  calls: 0,
  errors: 0,
  latency_ms: { total: 0, last: 0, max: 0 },
  error_classes: Object.fromEntries(classes.map((name) => [name, 0])),
});

async function session(): Promise<Session> {
  return new Session(await database.connect());
}

describe("stopgap.metrics", () => {
  it("SG-O01 is all zero in a session that has done nothing", async () => {
    const classes = ["permission", "validation", "state", "sql", "unknown"];
    expect(await metrics(await session())).toEqual({
      deploy: zero(...classes),
      rollback: zero(...classes),
      diff: zero(...classes),
      call_fn: {
        ...zero("validation", "state", "runtime", "route", "unknown"),
        route_counts: { exact: 0, legacy: 0 },
      },
    });
  });

  it("SG-O01 counts a success as a call, and a failure as a call, an error and exactly one class: call_fn", async () => {
    const own = await session();
    const call = (...args: Parameters<Session["call"]>) =>
      counted(own, "call_fn", () => own.call(...args));
    expect(await call("api.legacy.one")).toEqual({ calls: 1, errors: 0, exact: 1 });
    expect(await call("api.legacy.throws")).toEqual({ calls: 1, errors: 1, runtime: 1, exact: 1 });
    expect(await call("api.legacy.by_id", { id: "x" })).toEqual({
      calls: 1,
      errors: 1,
      validation: 1,
      exact: 1,
    });
    expect(await call("hello")).toEqual({ calls: 1, errors: 1, validation: 1 });
    expect(await call("api.a.b")).toEqual({ calls: 1, errors: 1, route: 1 });
    expect(await call("api.a.b", {}, "nowhere")).toEqual({ calls: 1, errors: 1, state: 1 });
    expect(await call("api.legacy.one", {}, "prod", 4711)).toEqual({
      calls: 1,
      errors: 1,
      state: 1,
    });
    await own.client.query("set statement_timeout = '2s'");
    expect(await call("api.legacy.sleeps")).toEqual({
      calls: 1,
      errors: 1,
      unknown: 1,
      exact: 1,
    });
  });

  it("SG-O01 counts each call_fn once: nested, pinned, of null, and with what it calls directly", async () => {
    const own = await session();
    const schema = await admin.schema();
    await admin.returning(schema, "inner", 1);
    await admin.returning(schema, "strict", 1, "strict");
    await admin.define(
      schema,
      "outer",
      `export default async (ctx) => {
         await ctx.db.query("select stopgap.call_fn('api.legacy.inner', '{}', 'nested')");
         await ctx.db.query("select live_nested.inner('{}')");
         try { await ctx.db.query("select stopgap.call_fn('hello')"); } catch {}
         return 1;
       };`,
    );
    const id = await admin.deploy("nested", schema);
    const call = (...args: Parameters<Session["call"]>) =>
      counted(own, "call_fn", () => own.call(...args));
    const once = { calls: 1, errors: 0, exact: 1 };
    expect(await call("api.legacy.inner", {}, "nested")).toEqual(once);
    expect(await call("api.legacy.inner", {}, "nested", id)).toEqual(once);
    const pinned = () =>
      own.with({ "stopgap.deployment_id": String(id) }, () =>
        own.call("api.legacy.inner", {}, "nested"),
      );
    expect(await counted(own, "call_fn", pinned)).toEqual(once);
    for (const name of ["strict", "inner"]) {
      const ofNull = () =>
        own.value(`select stopgap.call_fn('api.legacy.${name}', null, 'nested')`);
      expect(await counted(own, "call_fn", ofNull)).toEqual(once);
    }
    expect(await call("api.legacy.outer", {}, "nested")).toEqual({
      calls: 3,
      errors: 1,
      validation: 1,
      exact: 2,
    });
    await admin.returning(schema, "inner", 2);
    await admin.deploy("nested", schema);
    expect(await call("api.legacy.inner", {}, "nested", id)).toEqual(once);
    expect(await counted(own, "call_fn", pinned)).toEqual(once);
    const direct = () => own.value("select live_nested.inner('{}')");
    expect(await counted(own, "call_fn", direct)).toEqual({ calls: 0, errors: 0 });
  });

  it("SG-O01 tells exact routes from legacy ones", async () => {
    const own = await session();
    const old = await admin.schema();
    await admin.returning(old, "old", 7);
    const id = await own.deploy("legacy", old);
    await admin.client.query(
      "update stopgap.fn_version set function_path = null where deployment_id = $1",
      [id],
    );
    const call = () => own.call("api.any.old", {}, "legacy");
    expect(await counted(own, "call_fn", call)).toEqual({ calls: 1, errors: 0, legacy: 1 });
    expect((await metrics(own)).call_fn.route_counts).toEqual({ exact: 0, legacy: 1 });
  });

  it("SG-O01 counts deploys, also those that fail or are kept as failed", async () => {
    const own = await session();
    const schema = await admin.schema();
    await admin.returning(schema, "one", 1);
    const deploy = (run: () => Promise<unknown>) => counted(own, "deploy", run);
    expect(await deploy(() => own.deploy("d", schema))).toEqual({ calls: 1, errors: 0 });
    expect(await deploy(() => own.deploy("d", "no_such_schema"))).toMatchObject({
      calls: 1,
      errors: 1,
    });
    const tried = () => own.value("select stopgap.try_deploy('d', 'no_such_schema')");
    const failed = await deploy(tried);
    expect(failed).toMatchObject({ calls: 1, errors: 1 });
    expect(Object.keys(failed)).toHaveLength(3);
    expect(await deploy(() => own.value("select stopgap.promote('d', 'e')"))).toEqual({
      calls: 1,
      errors: 0,
    });
    expect(await deploy(() => own.value("select stopgap.promote('d', 'd')"))).toEqual({
      calls: 1,
      errors: 1,
      validation: 1,
    });
  });

  it("SG-O01 counts rollbacks and diffs", async () => {
    const own = await session();
    const schema = await admin.schema();
    await admin.returning(schema, "one", 1);
    await own.deploy("r", schema);
    await admin.returning(schema, "one", 2);
    await own.deploy("r", schema);
    const rollback = (run: () => Promise<unknown>) => counted(own, "rollback", run);
    expect(await rollback(() => own.rollback("r"))).toEqual({ calls: 1, errors: 0 });
    expect(await rollback(() => own.rollback("r"))).toEqual({ calls: 1, errors: 1, state: 1 });
    const diff = (env: string) =>
      counted(own, "diff", () => own.value("select stopgap.diff($1, $2)", [env, schema]));
    expect(await diff("r")).toEqual({ calls: 1, errors: 0 });
    expect(await diff("nowhere")).toEqual({ calls: 1, errors: 1, state: 1 });
  });

  it("SG-O01 survives rollbacks, and grows only", async () => {
    const own = await session();
    await own.client.query("begin");
    await own.call("api.legacy.one");
    await own.client.query("savepoint s");
    await own.call("api.legacy.throws").catch(() => undefined);
    await own.client.query("rollback to s");
    await own.deploy("undone", source);
    await own.client.query("rollback");
    const { call_fn: calls, deploy } = await metrics(own);
    expect(calls).toMatchObject({ calls: 2, errors: 1 });
    expect(deploy).toMatchObject({ calls: 1, errors: 0 });
    expect(calls.latency_ms.total).toBeGreaterThan(0);
    expect(calls.latency_ms.max).toBeLessThanOrEqual(calls.latency_ms.total);
    expect(deploy.latency_ms.last).toBe(deploy.latency_ms.total);
  });

  it("may be read by members of the roles, and by nobody else", async () => {
    for (const role of ["app_user", "stopgap_author", "stopgap_deployer"]) {
      const own = await session();
      const calls = own.as(role, async () => (await metrics(own)).call_fn.calls);
      expect(await calls).toBe(0);
    }
    const own = await session();
    await own.client.query("set role pg_monitor");
    expect(await failure(metrics(own))).toMatchObject({ code: "42501" });
  });
});

describe("plts.metrics", () => {
  it("SG-O01 counts a direct call of a pinned version once", async () => {
    const own = await session();
    const schema = await admin.schema();
    await admin.returning(schema, "pinned", 1);
    const id = await own.deploy("pins", schema);
    await admin.returning(schema, "pinned", 2);
    await own.deploy("pins", schema);
    const live = await own.liveSchema("pins");
    const calls = () => own.value<number>("select (plts.metrics() #> '{execute,calls}')::int");
    const before = await calls();
    await own.with({ "stopgap.deployment_id": String(id) }, async () => {
      expect(await own.value(`select ${live}.pinned('{}')`)).toBe(1);
    });
    expect(await calls()).toBe(before + 1);
    expect(await own.value(`select ${live}.pinned('{}')`)).toBe(2);
    expect(await calls()).toBe(before + 2);
  });
});
