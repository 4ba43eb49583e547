import type { TestDatabase } from "@stopgap/local/testing";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
  const app = new App(database.client);
  await database.client.query("create schema app; grant usage on schema app to app_user");
  await app.define("fine", "export default () => 1;");
  await app.define("throws", "export default () => { throw new Error('x'); };");
  await app.define("fails", `export default (ctx) => ctx.db.query("select 1/0");`);
  await app.define("endless", "export default () => { for (;;); };");
  await app.define("sleeps", `export default (ctx) => ctx.db.query("select pg_sleep(30)");`);
  await app.define(
    "nests",
    `export default async (ctx) => {
       await ctx.db.query("select app.fine('{}')");
       try { await ctx.db.query("select app.throws('{}')"); } catch {}
     };`,
  );
  await app.define("unstored", "export default () => 'unstored';");
  await database.client.query("delete from plts.artifact where source_ts like '%unstored%'");
});
afterAll(() => database.drop());

interface Counts {
  readonly calls: number;
  readonly errors: number;
  readonly latency_ms: { readonly total: number; readonly last: number; readonly max: number };
  readonly error_classes: Readonly<Record<string, number>>;
}
interface Metrics {
  readonly compile: Counts;
  readonly execute: Counts;
  readonly runtime: Readonly<Record<string, number>>;
}

async function metrics(client: Client): Promise<Metrics> {
  const { rows } = await client.query<{ metrics: Metrics }>("select plts.metrics()");
  const [row] = rows;
  if (!row) throw new Error("no metrics");
  return row.metrics;
}

/** What has been counted more after something ran: calls, errors and the classes that have grown. */
async function counted(
  client: Client,
  part: "compile" | "execute",
  run: () => Promise<unknown>,
): Promise<object> {
  const before = (await metrics(client))[part];
  await run().catch(() => undefined);
  const after = (await metrics(client))[part];
  const grown = Object.entries(after.error_classes)
    .map(([name, count]) => [name, count - (before.error_classes[name] ?? 0)] as const)
    .filter(([, count]) => count !== 0);
  return {
    calls: after.calls - before.calls,
    errors: after.errors - before.errors,
    ...Object.fromEntries(grown),
  };
}

const zero = (...classes: string[]) => ({
  calls: 0,
  errors: 0,
  latency_ms: { total: 0, last: 0, max: 0 },
  error_classes: Object.fromEntries(classes.map((name) => [name, 0])),
});

describe("plts.metrics", () => {
  it("SG-O01 is all zero in a session that has run nothing", async () => {
    expect(await metrics(await database.connect())).toEqual({
      compile: zero("diagnostics", "sql", "unknown"),
      execute: zero("timeout", "memory", "cancel", "js_exception", "sql", "unknown"),
      runtime: {
        kernel_load_ms: 0,
        modules_loaded: 0,
        modules_evaluated: 0,
        statements_prepared: 0,
        statements_reused: 0,
      },
    });
  });

  it("SG-O01 counts a success as a call, and a failure as a call, an error and exactly one class", async () => {
    const client = await database.connect();
    const app = new App(client);
    const call = (name: string) => counted(client, "execute", () => app.call(name));
    expect(await call("fine")).toEqual({ calls: 1, errors: 0 });
    expect(await call("fine")).toEqual({ calls: 1, errors: 0 });
    expect(await call("throws")).toEqual({ calls: 1, errors: 1, js_exception: 1 });
    expect(await call("fails")).toEqual({ calls: 1, errors: 1, sql: 1 });
    expect(await call("unstored")).toEqual({ calls: 1, errors: 1, unknown: 1 });
  });

  it("SG-O01 counts nested calls each for itself", async () => {
    const client = await database.connect();
    const app = new App(client);
    expect(await counted(client, "execute", () => app.call("nests"))).toEqual({
      calls: 3,
      errors: 1,
      js_exception: 1,
    });
  });

  it("SG-O01 tells a timeout from a cancel, and shows it afterwards", async () => {
    const client = await database.connect();
    const app = new App(client);
    const call = (name: string) => counted(client, "execute", () => app.call(name));
    for (const name of ["endless", "sleeps"]) {
      const timedOut = counted(client, "execute", async () => {
        await app.call("fine");
        await client.query("set statement_timeout = 300");
        expect((await failure(app.call(name))).code).toBe("57014");
        await client.query("set statement_timeout = 0");
      });
      expect(await timedOut, name).toEqual({ calls: 2, errors: 1, timeout: 1 });
      await client.query("set plts.max_runtime_ms = 50");
      if (name === "endless") {
        expect(await call(name), name).toEqual({ calls: 1, errors: 1, timeout: 1 });
      }
      await client.query("reset plts.max_runtime_ms; set statement_timeout = '600s'");
      const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
      const cancelled = counted(client, "execute", async () => {
        const running = failure(app.call(name));
        await untilRunning(rows[0]?.pid, name);
        await database.client.query("select pg_cancel_backend($1)", [rows[0]?.pid]);
        expect((await running).code).toBe("57014");
      });
      expect(await cancelled, name).toEqual({ calls: 1, errors: 1, cancel: 1 });
    }
  });

  it("SG-O01 survives a rollback, and grows only", async () => {
    const client = await database.connect();
    const app = new App(client);
    await app.call("fine");
    const before = await metrics(client);
    await client.query("begin");
    await app.call("fine");
    await client.query("savepoint s");
    await failure(app.call("throws"));
    await client.query("rollback");
    const { execute } = await metrics(client);
    expect(execute.calls).toBe(before.execute.calls + 2);
    expect(execute.errors).toBe(1);
    expect(execute.latency_ms.total).toBeGreaterThanOrEqual(before.execute.latency_ms.total);
    expect(execute.latency_ms.max).toBeLessThanOrEqual(execute.latency_ms.total);
    expect(execute.latency_ms.last).toBeLessThanOrEqual(execute.latency_ms.max);
  });

  it("counts the time of a call", async () => {
    const client = await database.connect();
    const app = new App(client);
    await app.call("fine");
    await client.query("set plts.max_runtime_ms = 100");
    await failure(app.call("endless"));
    const { latency_ms: latency } = (await metrics(client)).execute;
    expect(latency.last).toBeGreaterThanOrEqual(100);
    expect(latency.max).toBe(latency.last);
    expect(latency.total).toBeGreaterThanOrEqual(latency.last);
  });

  it("counts runs of the compiler for all roles of the session", async () => {
    const client = await database.connect();
    const compile = (sql: string) => counted(client, "compile", () => client.query(sql));
    const fn = (source: string) =>
      `create or replace function app.compiled(args jsonb) returns jsonb language plts as $ts$${source}$ts$`;
    expect(await compile(fn("export default () => 1;"))).toEqual({ calls: 1, errors: 0 });
    expect(await compile(fn("export default () => nothing;"))).toEqual({
      calls: 1,
      errors: 1,
      diagnostics: 1,
    });
    expect(await compile("select plts.typecheck_ts('const a: string = 1;')")).toEqual({
      calls: 1,
      errors: 1,
      diagnostics: 1,
    });
    const { calls } = (await metrics(client)).compile;
    await client.query("set role app_user");
    expect((await metrics(client)).compile.calls).toBe(calls);
  });

  it("counts calls for each role that runs them", async () => {
    const client = await database.connect();
    const app = new App(client);
    await app.call("fine");
    await client.query("set role app_user");
    expect((await metrics(client)).execute.calls).toBe(0);
    await app.call("fine");
    await app.call("fine");
    expect((await metrics(client)).execute.calls).toBe(2);
    await client.query("reset role");
    expect((await metrics(client)).execute.calls).toBe(1);
  });

  it("shows what is loaded, prepared and used again", async () => {
    const client = await database.connect();
    const app = new App(client);
    const once = new App(database.client);
    await once.define(
      "selecting",
      `export default async (ctx) => (await ctx.db.query("select 1 as one")).length;`,
    );
    for (let round = 0; round < 3; round += 1) await app.call("selecting");
    const { runtime } = await metrics(client);
    expect(runtime).toMatchObject({
      modules_loaded: 1,
      modules_evaluated: 1,
      statements_prepared: 1,
      statements_reused: 2,
    });
    expect(runtime["kernel_load_ms"]).toBeGreaterThanOrEqual(0);
    await client.query("set plts.isolation = 'call'");
    await app.call("selecting");
    expect((await metrics(client)).runtime).toMatchObject({
      modules_loaded: 1,
      modules_evaluated: 2,
    });
  });

  it("can be asked by handlers too", async () => {
    const client = await database.connect();
    const app = new App(client);
    await app.define(
      "asking",
      `export default async (ctx) =>
         (await ctx.db.query<{ calls: number }>("select (plts.metrics() #> '{execute,calls}')::int as calls"))[0]?.calls;`,
    );
    expect(await app.call("asking")).toBe(0);
    expect(await app.call("asking")).toBe(1);
    expect((await metrics(client)).execute).toMatchObject({ calls: 2, errors: 0 });
  });

  it("may be read by members of the roles, and by nobody else", async () => {
    const client = await database.connect();
    for (const role of ["app_user", "stopgap_author", "stopgap_deployer"]) {
      await client.query(`set role ${role}`);
      expect((await metrics(client)).compile.calls).toBe(0);
    }
    await client.query("set role pg_monitor");
    expect(await failure(client.query("select plts.metrics()"))).toMatchObject({ code: "42501" });
  });
});

async function untilRunning(pid: number | undefined, name: string): Promise<void> {
  for (;;) {
    const { rowCount } = await database.client.query(
      "select from pg_stat_activity where pid = $1 and state = 'active' and query like '%' || $2 || '%'",
      [pid, name],
    );
    if (rowCount === 1) return;
  }
}
