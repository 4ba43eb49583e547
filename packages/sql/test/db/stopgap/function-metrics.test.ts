import { setTimeout } from "node:timers/promises";

import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { Session } from "./session.js";

let database: TestDatabase;
let admin: Session;
let live: string;
let deployment: number;
/** Sessions that called something a while ago, so that their next call may tell. */
const due: Session[] = [];
const nextDue = (): Session => due.pop() ?? expect.unreachable("too few sessions");

const names = ["first", "second", "third", "locked", "quiet", "reader", "serial", "undone", "off"];
beforeAll(async () => {
  database = await stopgapDatabase();
  admin = new Session(database.client);
  const source = await admin.schema();
  for (const name of names) {
    await admin.define(
      source,
      name,
      `export default (ctx) => { if (ctx.args === "x") throw new Error(${JSON.stringify(name)}); return 1; };`,
    );
  }
  await admin.define(
    source,
    "asks",
    'import { query } from "@stopgap/runtime"; export default query(() => 1);',
  );
  deployment = await admin.deploy("prod", source);
  live = await admin.liveSchema("prod");
  for (let n = 0; n < 9; n += 1) {
    const session = new Session(await database.connect());
    await session.value(`select ${live}.asks('{}')`);
    due.push(session);
  }
  // The interval in which a session tells nothing.
  await setTimeout(10_500);
}, 60_000);
afterAll(() => database.drop());

const call = (session: Session, name: string, args = "{}"): Promise<unknown> =>
  session.value(`select ${live}.${name}($1::jsonb)`, [args]);

/** What the view says of a function. */
async function told(name: string): Promise<Record<string, unknown> | undefined> {
  const rows = await admin.rows("select * from stopgap.function_metrics where live_name = $1", [
    name,
  ]);
  expect(rows.length).toBeLessThan(2);
  return rows[0];
}

const tell = (session: Session, kernel: string, number: number, previous: number, calls: number) =>
  session.value<string>("select plts.keep_metrics($1, $2, $3, 1000, $4)", [
    kernel,
    number,
    previous,
    JSON.stringify([
      {
        function: "0",
        artifact_hash: "",
        calls,
        total_ms: 0,
        max_ms: 0,
        error_classes: [0, 0, 0, 0, 0, 0],
        latency_buckets: [calls],
      },
    ]),
  ]);

describe("what sessions tell", () => {
  it("has calls, errors by class and latencies with path and deployment, of all sessions together", async () => {
    const [one, two] = [nextDue(), nextDue()];
    for (const session of [one, two]) await failure(call(session, "first", '"x"'));
    // A call that fails tells nothing, and none tells of itself.
    expect(await told("first")).toBeUndefined();
    for (const session of [one, two]) await call(session, "third");
    for (const session of [one, two]) await call(session, "second");
    expect(await told("third")).toBeUndefined();
    expect(await told("asks")).toMatchObject({ calls: "2", errors: "0" });
    const first = await told("first");
    expect(first).toMatchObject({
      env: "prod",
      function_path: "api.legacy.first",
      live_schema: live,
      deployment_id: String(deployment),
      is_live: true,
      calls: "2",
      errors: "2",
      error_classes: { timeout: 0, memory: 0, cancel: 0, js_exception: 2, sql: 0, unknown: 0 },
    });
    const latency = first?.["latency_ms"] as Readonly<Record<string, number>>;
    expect(Object.keys(latency)).toHaveLength(19);
    expect(latency["+Inf"]).toBe(2);
    expect(first?.["p99_ms"]).toBeGreaterThanOrEqual(1);
    expect(await one.value("select plts.session_metrics()")).toMatchObject([
      { schema: live, name: "asks", calls: 1, errors: 0 },
      { schema: live, name: "first", calls: 1, errors: 1, error_classes: { js_exception: 1 } },
      { schema: live, name: "second", calls: 1 },
      { schema: live, name: "third", calls: 1, latency_ms: { "+Inf": 1 } },
    ]);
  });

  it("is told by transactions that stay open side by side, and counts when they have committed", async () => {
    const sessions = [nextDue(), nextDue()];
    const asked = Number((await told("asks"))?.["calls"]);
    for (const session of sessions) {
      await session.client.query("begin");
      await call(session, "quiet");
      await call(session, "quiet");
    }
    const locks = await admin.value<number>(
      "select count(*)::int from pg_locks where relation = 'plts.kept_metrics'::regclass and granted and mode = 'RowExclusiveLock'",
    );
    expect(locks).toBe(2);
    expect(await told("asks")).toMatchObject({ calls: String(asked) });
    for (const session of sessions) await session.client.query("commit");
    expect(await told("asks")).toMatchObject({ calls: String(asked + 2) });
  });

  it("never waits, and never fails a call", async () => {
    const session = nextDue();
    await admin.client.query("begin; lock table plts.kept_metrics in access exclusive mode");
    try {
      expect(await call(session, "locked")).toBe(1);
      expect(await call(session, "locked")).toBe(1);
    } finally {
      await admin.client.query("rollback");
    }
    expect(await told("locked")).toBeUndefined();
  });

  it("is nothing in a read-only or a serializable transaction, and where it is turned off", async () => {
    for (const [name, begin] of [
      ["reader", "begin read only"],
      ["serial", "begin isolation level serializable"],
      ["off", "begin; set local plts.keep_metrics = off"],
    ] as const) {
      const session = new Session(await database.connect());
      await session.client.query(begin);
      expect(await tell(session, name, 1, 0, 1)).toBe("skipped");
      await session.client.query("commit");
    }
    const session = nextDue();
    await session.client.query("begin read only");
    expect(await call(session, "reader")).toBe(1);
    const rows = session.value(
      "select count(*)::int from plts.kept_metrics where pid = pg_backend_pid()",
    );
    expect(await rows).toBe(0);
    await session.client.query("commit");
  });
});

describe("plts.keep_metrics", () => {
  it("replaces what a session has told, and knows what was undone", async () => {
    const session = new Session(await database.connect());
    const sum = () =>
      admin.value("select sum(calls)::int from plts.kept_metrics where kernel = 'replaced'");
    expect(await tell(session, "replaced", 1, 0, 5)).toBe("kept");
    expect(await tell(session, "replaced", 2, 1, 7)).toBe("kept");
    expect(await sum()).toBe(7);
    await session.client.query("begin");
    expect(await tell(session, "replaced", 3, 2, 9)).toBe("kept");
    await session.client.query("rollback");
    expect(await tell(session, "replaced", 4, 3, 10)).toBe("lost");
    expect(await tell(session, "replaced", 4, 0, 10)).toBe("kept");
    expect(await sum()).toBe(10);
  });

  it("writes under the login role and the process of the caller only", async () => {
    const session = new Session(await database.connect());
    await session.client.query("set role app_user");
    expect(await tell(session, "forged", 1, 0, 5)).toBe("kept");
    expect(await tell(session, "replaced", 5, 0, 1)).toBe("kept");
    const rows = await admin.rows(
      "select kernel, login, calls, pid = $1 as is_own, function_name from plts.kept_metrics where kernel in ('forged', 'replaced') order by kernel, number",
      [await session.value("select pg_backend_pid()")],
    );
    const login = await admin.value("select session_user");
    const row = { login, function_name: null };
    expect(rows).toEqual([
      { ...row, kernel: "forged", calls: "5", is_own: true },
      { ...row, kernel: "replaced", calls: "10", is_own: false },
      { ...row, kernel: "replaced", calls: "1", is_own: true },
    ]);
    for (const sql of [
      "select from plts.kept_metrics",
      "insert into plts.kept_metrics default values",
      "delete from plts.kept_metrics",
      "select from plts.function_metrics",
      "select from stopgap.function_metrics",
      "select plts.fold_metrics()",
    ]) {
      expect((await failure(session.client.query(sql))).code, sql).toBe("42501");
    }
  });

  it("refuses what is no count, and too much of it", async () => {
    const session = new Session(await database.connect());
    expect((await failure(tell(session, "negative", 1, 0, -1))).code).toBe("23514");
    expect((await failure(tell(session, "a".repeat(21), 1, 0, 1))).code).toBe("23514");
    const many = JSON.stringify(Array.from({ length: 1002 }, () => ({})));
    expect(await session.value("select plts.keep_metrics('many', 1, 0, 0, $1)", [many])).toBe(
      "skipped",
    );
  });
});

describe("plts.fold_metrics", () => {
  it("adds up what ended sessions have told, once, to one row for each role and function", async () => {
    const sum = () => admin.value("select sum(calls)::int from plts.function_metrics");
    const rows = () => admin.value<number>("select count(*)::int from plts.kept_metrics");
    const clients = [await database.connect(), await database.connect(), await database.connect()];
    for (const [index, client] of clients.entries()) {
      const session = new Session(client);
      expect(await tell(session, "ending", 1, 0, 3)).toBe("kept");
      expect(await tell(session, "ending", 2, 1, 4 + index)).toBe("kept");
    }
    const before = await sum();
    await admin.value("select plts.fold_metrics()");
    expect(await sum()).toBe(before);
    for (const client of clients) await client.end();
    for (;;) {
      const ended = await admin.value(
        "select bool_and(pid not in (select pid from pg_stat_activity)) from plts.kept_metrics where kernel = 'ending'",
      );
      if (ended === true) break;
    }
    const told = await rows();
    expect(await admin.value("select plts.fold_metrics()")).toBeGreaterThan(0);
    expect(await sum()).toBe(before);
    expect(await rows()).toBeLessThan(told);
    expect(
      await admin.value("select count(*)::int from plts.kept_metrics where kernel = 'ending'"),
    ).toBe(0);
    expect(await admin.value("select plts.fold_metrics()")).toBe(0);
    expect(await sum()).toBe(before);
  });

  it("is done by one transaction at a time, and nobody waits", async () => {
    const other = new Session(await database.connect());
    await other.client.query("begin");
    await other.value("select plts.fold_metrics()");
    expect(await admin.value("select plts.fold_metrics()")).toBe(0);
    await other.client.query("rollback");
  });
});

describe("stopgap.function_usage", () => {
  it("has PostgreSQL's counts of live functions, and says when there are none", async () => {
    const own = new Session(await database.connect());
    const usage = () =>
      own.rows("select * from stopgap.function_usage where function_path = 'api.legacy.third'");
    expect(await usage()).toMatchObject([{ env: "prod", track_functions: "none" }]);
    await own.client.query("set track_functions = 'pl'");
    await call(own, "third");
    await call(own, "third");
    await own.client.query("select pg_stat_force_next_flush()").catch(() => undefined);
    for (;;) {
      const [row] = await usage();
      if (row?.["calls"] === null) continue;
      expect(row).toMatchObject({
        track_functions: "pl",
        calls: "2",
        deployment_id: String(deployment),
      });
      break;
    }
  });
});

describe("stopgap.metrics_coverage", () => {
  it("says how old the numbers are and what they lack", async () => {
    const session = new Session(await database.connect());
    await tell(session, "coverage", 1, 0, 1);
    const [row] = await session.rows("select * from stopgap.metrics_coverage");
    expect(row).toMatchObject({ track_functions: "none" });
    expect(row?.["counted_until"]).toBeInstanceOf(Date);
    expect(row?.["missing"]).toEqual([
      expect.stringContaining("track_functions"),
      expect.stringContaining("every 10 s"),
      expect.stringContaining("read only"),
      expect.stringContaining("crash"),
    ]);
    expect(Number(row?.["telling_sessions"])).toBeGreaterThan(0);
  });
});
