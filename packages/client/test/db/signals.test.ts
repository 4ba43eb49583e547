import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/index.js";
import type { Mutation, Query } from "../../src/index.js";
import { Deployed, kinds, legacyApi } from "./deployed.js";
import { callFailure } from "./failure.js";

interface Functions {
  readonly sleep: Mutation<void, null>;
  readonly spin: Query<void, null>;
  readonly one: Query<void, number>;
}

const api = legacyApi<Functions>({
  sleep: kinds.mutation,
  spin: kinds.query,
  one: kinds.query,
});

let deployed: Deployed;
beforeAll(async () => {
  deployed = await Deployed.create();
  await deployed.database.client.query("create table app.done (n int)");
  await deployed.define(
    "sleep",
    `export default mutation(async (_args, ctx) => {
       await ctx.db.query("select pg_sleep(600)");
       await ctx.db.exec("insert into app.done values (1)");
     });`,
  );
  await deployed.define("spin", "export default query(() => { while (true) {} });");
  await deployed.define("one", "export default query(() => 1);");
  await deployed.deploy();
});
afterAll(() => deployed.drop());

/** Waits until no call runs in the database any more. */
async function untilStopped(): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    const { rows } = await deployed.database.client.query(
      `select 1 from pg_stat_activity
       where datname = current_database() and state = 'active' and query like 'select stopgap.call_fn%'`,
    );
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("a call still runs");
}

describe("a signal", () => {
  it.each(["sleep", "spin"] as const)("stops what runs in the database: %s", async (name) => {
    const client = createClient(api, { pool: deployed.pool() });
    const stop = new AbortController();
    const call = client.with({ signal: stop.signal }).api.legacy[name]();
    setTimeout(() => {
      stop.abort(new Error("the user has left"));
    }, 200);
    const error = await callFailure(call);
    expect(error).toMatchObject({ code: "cancelled", path: `api.legacy.${name}` });
    expect(error.cause).toMatchObject({ message: "the user has left" });
    await untilStopped();
    const { rows } = await deployed.database.client.query("select * from app.done");
    expect(rows).toEqual([]);
    expect(await client.api.legacy.one()).toBe(1);
  });

  it("stops it on the only connection of a pool too", async () => {
    const client = createClient(api, { pool: deployed.pool({ max: 1 }) });
    const signal = AbortSignal.timeout(200);
    expect(await callFailure(client.with({ signal }).api.legacy.sleep())).toMatchObject({
      code: "timeout",
    });
    await untilStopped();
    expect(await client.api.legacy.one()).toBe(1);
  });

  it("ends the waiting for a connection, which goes back to the pool when it comes", async () => {
    const pool = deployed.pool({ max: 1 });
    const client = createClient(api, { pool });
    const held = await pool.connect();
    const signal = AbortSignal.timeout(50);
    expect(await callFailure(client.with({ signal }).api.legacy.one())).toMatchObject({
      code: "timeout",
    });
    held.release();
    expect(await client.api.legacy.one()).toBe(1);
    expect(pool.totalCount).toBe(1);
  });

  it("that has gone off before lets nothing be sent", async () => {
    const signal = AbortSignal.abort();
    const pooled = createClient(api, { pool: deployed.pool(), signal });
    expect(await callFailure(pooled.api.legacy.one())).toMatchObject({ code: "cancelled" });
    const borrowed = createClient(api, { client: deployed.database.client, signal });
    expect(await callFailure(borrowed.api.legacy.one())).toMatchObject({ code: "cancelled" });
    expect(await borrowed.with({ signal: undefined }).api.legacy.one()).toBe(1);
  });
});
