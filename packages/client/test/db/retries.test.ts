import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/index.js";
import type { Client, Mutation, Query } from "../../src/index.js";
import { Deployed, kinds, legacyApi } from "./deployed.js";
import { callFailure } from "./failure.js";

/** Fails with a state until it has been called so many times. */
interface Failing {
  readonly state: string;
  readonly times: number;
}

interface Functions {
  readonly put: Mutation<Failing, number>;
  readonly add: Mutation<Failing, number>;
  readonly read: Query<Failing, number>;
}

const api = legacyApi<Functions>({
  put: kinds.idempotent,
  add: kinds.mutation,
  read: kinds.query,
});

let deployed: Deployed;
let client: Client<{ readonly legacy: Functions }>;
beforeAll(async () => {
  deployed = await Deployed.create();
  const { client: owner } = deployed.database;
  // A sequence keeps count of calls that were undone.
  await owner.query("create sequence app.calls");
  await owner.query(`create function app.fail(state text, times int) returns bigint language plpgsql as $$
    begin
      if (select last_value from app.calls) <= times then
        raise exception 'failed' using errcode = state;
      end if;
      return (select last_value from app.calls) - 1;
    end $$`);
  const schema = "v.object({ state: v.string(), times: v.int() })";
  for (const name of ["put", "add"]) {
    await deployed.define(
      name,
      `export default mutation(${schema}, async ({ state, times }, ctx) => {
         await ctx.db.query("select nextval('app.calls')");
         const [row] = await ctx.db.query<{ n: number }>("select app.fail($1, $2) as n", [state, times]);
         return row?.n ?? null;
       });`,
    );
  }
  await deployed.define(
    "read",
    `export default query(${schema}, async ({ state, times }, ctx) => {
       const [row] = await ctx.db.query<{ n: number }>("select app.fail($1, $2) as n", [state, times]);
       return row?.n ?? null;
     });`,
  );
  await deployed.deploy();
  client = createClient(api, {
    pool: deployed.pool(),
    retry: { attempts: 4, firstDelayMs: 5, longestDelayMs: 20 },
  });
});
beforeEach(() => deployed.database.client.query("alter sequence app.calls restart with 1"));
afterAll(() => deployed.drop());

/** How often a mutation has been called. */
async function calls(): Promise<number> {
  const { rows } = await deployed.database.client.query<{ calls: number }>(
    "select case when is_called then last_value else 0 end::int as calls from app.calls",
  );
  return rows[0]?.calls ?? 0;
}

describe("a call that fails for a passing reason", () => {
  it.each(["40001", "40P01"])(
    "is made again after %s where it is declared idempotent",
    async (state) => {
      expect(await client.api.legacy.put({ state, times: 2 })).toBe(2);
      expect(await calls()).toBe(3);
    },
  );

  it("is made so many times at most", async () => {
    expect(await callFailure(client.api.legacy.put({ state: "40001", times: 100 }))).toMatchObject({
      code: "serialization_failure",
      sqlstate: "40001",
    });
    expect(await calls()).toBe(4);
  });

  it("is made once where it is a mutation that is not declared idempotent", async () => {
    expect(await callFailure(client.api.legacy.add({ state: "40P01", times: 1 }))).toMatchObject({
      code: "deadlock",
    });
    expect(await calls()).toBe(1);
  });

  it("is made once where that is asked for", async () => {
    const once = createClient(api, { pool: deployed.pool(), retry: false });
    await callFailure(once.api.legacy.put({ state: "40001", times: 1 }));
    expect(await calls()).toBe(1);
  });

  it("is made once in a transaction, and on a borrowed connection", async () => {
    const run = client.transaction(({ api: { legacy } }) =>
      legacy.put({ state: "40001", times: 1 }),
    );
    expect(await callFailure(run)).toMatchObject({ code: "serialization_failure" });
    expect(await calls()).toBe(1);
    const connection = await deployed.database.connect();
    const borrowed = createClient(api, { client: connection });
    await callFailure(borrowed.api.legacy.put({ state: "40001", times: 2 }));
    expect(await calls()).toBe(2);
  });

  it("is not made again after any other error", async () => {
    expect(await callFailure(client.api.legacy.put({ state: "23505", times: 1 }))).toMatchObject({
      code: "execution_failed",
    });
    expect(await calls()).toBe(1);
  });

  it("is made again where it is a query", async () => {
    const pool = deployed.pool();
    const counting = {
      connect: async () => {
        await deployed.database.client.query("select nextval('app.calls')");
        return pool.connect();
      },
    };
    const reading = createClient(api, { pool: counting, retry: { firstDelayMs: 1 } });
    expect(await reading.api.legacy.read({ state: "40001", times: 2 })).toBe(2);
    expect(await calls()).toBe(3);
  });

  it("stops being made when the signal says so", async () => {
    const patient = createClient(api, {
      pool: deployed.pool(),
      retry: { attempts: 100, firstDelayMs: 600_000, longestDelayMs: 600_000 },
    });
    const call = patient
      .with({ signal: AbortSignal.timeout(500) })
      .api.legacy.put({ state: "40001", times: 100 });
    expect(await callFailure(call)).toMatchObject({ code: "timeout", path: "api.legacy.put" });
    expect(await calls()).toBe(1);
  });

  it("meets a real conflict of two transactions and gets over it", async () => {
    await deployed.database.client.query(`
      create table app.counter (n int);
      insert into app.counter values (0);`);
    await deployed.define(
      "put",
      `export default mutation(async (_args, ctx) => {
         await ctx.db.query("select n, pg_advisory_xact_lock(1) from app.counter");
         const [row] = await ctx.db.query<{ n: number }>("update app.counter set n = n + 1 returning n");
         return row?.n ?? null;
       });`,
    );
    await deployed.deploy();
    const pool = deployed.pool({ options: "-c default_transaction_isolation=repeatable\\ read" });
    const [first, second] = await Promise.all([1, 2].map(() => deployed.database.connect()));
    if (!first || !second) throw new Error("there is no connection");
    // The call takes its snapshot, then waits until another transaction has changed the row.
    await first.query("select pg_advisory_lock(1)");
    const call = createClient(api, { pool }).api.legacy.put({ state: "", times: 0 });
    await waitForLock(second);
    await first.query("update app.counter set n = 10");
    await first.query("select pg_advisory_unlock(1)");
    expect(await call).toBe(11);
  });
});

/** Waits until somebody waits for an advisory lock. */
async function waitForLock(connection: {
  query(text: string): Promise<{ rows: unknown[] }>;
}): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    const { rows } = await connection.query(
      `select 1 from pg_locks where locktype = 'advisory' and not granted
         and database = (select oid from pg_database where datname = current_database())`,
    );
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("nobody waits for the lock");
}
