import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/index.js";
import type { Client, Mutation, Query, Transaction } from "../../src/index.js";
import { Deployed, kinds, legacyApi } from "./deployed.js";
import { callFailure, clientFailure } from "./failure.js";

interface Functions {
  readonly add: Mutation<{ n: number }, number>;
  readonly all: Query<void, readonly number[]>;
  readonly setting: Query<{ name: string }, string | null>;
}

interface Api {
  readonly legacy: Functions;
}

const api = legacyApi<Functions>({
  add: kinds.mutation,
  all: kinds.query,
  setting: kinds.query,
});

let deployed: Deployed;
let client: Client<Api>;
beforeAll(async () => {
  deployed = await Deployed.create();
  await deployed.database.client.query("create table app.number (n int primary key)");
  await deployed.define(
    "add",
    `export default mutation(v.object({ n: v.int() }), async ({ n }, ctx) => {
       await ctx.db.exec("insert into app.number values ($1)", [n]);
       return n;
     });`,
  );
  await deployed.define(
    "all",
    `export default query(async (_args, ctx) =>
       (await ctx.db.query<{ n: number }>("select n from app.number order by n")).map(({ n }) => n));`,
  );
  await deployed.define(
    "setting",
    `export default query(v.object({ name: v.string() }), async ({ name }, ctx) =>
       (await ctx.db.query<{ value: string }>("select current_setting($1, true) as value", [name]))[0]?.value ?? null);`,
  );
  await deployed.deploy();
  client = createClient(api, { pool: deployed.pool() });
});
beforeEach(() => deployed.database.client.query("truncate app.number"));
afterAll(() => deployed.drop());

describe("a transaction", () => {
  it("commits all of its calls together, and returns what its function returns", async () => {
    const result = await client.transaction(async ({ api: { legacy } }) => {
      await legacy.add({ n: 1 });
      await legacy.add({ n: 2 });
      expect(await legacy.all()).toEqual([1, 2]);
      expect(await client.api.legacy.all()).toEqual([]);
      return "done";
    });
    expect(result).toBe("done");
    expect(await client.api.legacy.all()).toEqual([1, 2]);
  });

  it("undoes everything when its function throws, and throws the same", async () => {
    const error = new Error("changed my mind");
    const run = client.transaction(async (tx) => {
      await tx.api.legacy.add({ n: 1 });
      throw error;
    });
    await expect(run).rejects.toBe(error);
    expect(await client.api.legacy.all()).toEqual([]);
  });

  it("undoes everything when a call fails", async () => {
    const run = client.transaction(async ({ api: { legacy } }) => {
      await legacy.add({ n: 1 });
      await legacy.add({ n: 1 });
    });
    expect(await callFailure(run)).toMatchObject({
      code: "execution_failed",
      sqlstate: "23505",
      path: "api.legacy.add",
    });
    expect(await client.api.legacy.all()).toEqual([]);
  });

  it("does not claim to have committed what the database has undone", async () => {
    const run = client.transaction(async ({ api: { legacy } }) => {
      await legacy.add({ n: 1 });
      await legacy.add.try({ n: 1 });
    });
    expect(await clientFailure(run)).toMatchObject({
      code: "transaction_aborted",
      hint: expect.stringContaining("savepoint") as string,
    });
    expect(await client.api.legacy.all()).toEqual([]);
  });

  it("goes on after a failed call where its function has set a savepoint", async () => {
    await client.transaction(async ({ api: { legacy }, connection }) => {
      await legacy.add({ n: 1 });
      await connection.query("savepoint before");
      expect((await legacy.add.try({ n: 1 })).ok).toBe(false);
      await connection.query("rollback to before");
      await connection.query("insert into app.number values ($1)", [2]);
    });
    expect(await client.api.legacy.all()).toEqual([1, 2]);
  });

  it("makes calls one after the other that are made at once", async () => {
    await client.transaction(async ({ api: { legacy } }) => {
      await Promise.all([1, 2, 3].map((n) => legacy.add({ n })));
    });
    expect(await client.api.legacy.all()).toEqual([1, 2, 3]);
  });

  it("has the isolation and the mode that it is given", async () => {
    const settings = await client.transaction(
      async ({ api: { legacy } }) => [
        await legacy.setting({ name: "transaction_isolation" }),
        await legacy.setting({ name: "transaction_deferrable" }),
      ],
      { isolation: "serializable", readOnly: true, deferrable: true },
    );
    expect(settings).toEqual(["serializable", "on"]);
    const writing = client.transaction(({ api: { legacy } }) => legacy.add({ n: 1 }), {
      readOnly: true,
    });
    expect(await callFailure(writing)).toMatchObject({ code: "wrong_mode", sqlstate: "25006" });
  });

  it("of a pinned client tells the database its deployment, for the transaction only", async () => {
    const pool = deployed.pool({ max: 1 });
    const setting = { name: "stopgap.deployment_id" };
    const pinned = createClient(api, { pool }).pinned(7);
    const inside = await pinned.transaction(async ({ connection }) => {
      const { rows } = await connection.query("select current_setting($1) as value", [
        setting.name,
      ]);
      return rows;
    });
    expect(inside).toEqual([{ value: "7" }]);
    const { rows } = await pool.query("select current_setting($1, true) as value", [setting.name]);
    expect(rows).toEqual([{ value: "" }]);
  });

  it("takes no calls when it has ended", async () => {
    let kept: Transaction<Api> | undefined;
    await client.transaction((tx) => {
      kept = tx;
      return Promise.resolve();
    });
    if (!kept) throw new Error("the transaction did not run");
    expect(await callFailure(kept.api.legacy.add({ n: 1 }))).toMatchObject({
      code: "transaction_ended",
      path: "api.legacy.add",
    });
    expect(await client.api.legacy.all()).toEqual([]);
  });

  it("gives its connection back, however it ends", async () => {
    const pool = deployed.pool({ max: 1 });
    const single = createClient(api, { pool });
    for (let round = 0; round < 3; round += 1) {
      await single
        .transaction(({ api: { legacy } }) => legacy.add.try({ n: 1 }))
        .catch(() => undefined);
      await single.transaction(() => Promise.reject(new Error("no"))).catch(() => undefined);
    }
    expect(await single.api.legacy.all()).toEqual([1]);
    expect(pool.totalCount).toBe(1);
  });

  it("needs a pool", async () => {
    const borrowed = createClient(api, { client: deployed.database.client });
    expect(await clientFailure(borrowed.transaction(() => Promise.resolve()))).toMatchObject({
      code: "unsupported",
    });
  });

  it("tells that its connection was lost", async () => {
    const run = client.transaction(async ({ api: { legacy }, connection }) => {
      await legacy.add({ n: 1 });
      const { rows } = await connection.query("select pg_backend_pid() as pid");
      const { pid } = rows[0] as { readonly pid: number };
      await deployed.database.client.query("select pg_terminate_backend($1, 10000)", [pid]);
      return legacy.add({ n: 2 });
    });
    expect((await callFailure(run)).code).toMatch(/^(connection_lost|unavailable)$/);
    expect(await client.api.legacy.all()).toEqual([]);
  });

  it("is ended by its signal, and leaves nothing behind", async () => {
    const stop = new AbortController();
    const run = client.transaction(
      async ({ api: { legacy }, connection }) => {
        await legacy.add({ n: 1 });
        setTimeout(() => {
          stop.abort();
        }, 50);
        await connection.query("select pg_sleep(60)");
      },
      { signal: stop.signal },
    );
    expect(await clientFailure(run)).toMatchObject({ code: "cancelled" });
    expect(await client.api.legacy.all()).toEqual([]);
  });
});

describe("a transaction that fails for a passing reason", () => {
  /** Reads, lets somebody else change what it has read, then changes it too. */
  const meetsAnother = (
    attempts: string[],
    options: { readonly idempotent: boolean },
  ): Promise<number> =>
    client.transaction(
      async ({ api: { legacy }, connection }) => {
        const before = await legacy.all();
        attempts.push(before.join());
        if (attempts.length === 1) {
          await deployed.database.client.query("update app.number set n = n + 1");
        }
        await connection.query("update app.number set n = n * 10");
        return before.length;
      },
      { isolation: "repeatable read", ...options },
    );

  beforeEach(() => deployed.database.client.query("insert into app.number values (1)"));

  it("runs again from the start where it is declared idempotent", async () => {
    const attempts: string[] = [];
    expect(await meetsAnother(attempts, { idempotent: true })).toBe(1);
    expect(attempts).toEqual(["1", "2"]);
    expect(await client.api.legacy.all()).toEqual([20]);
  });

  it("runs once where it is not", async () => {
    const attempts: string[] = [];
    await expect(meetsAnother(attempts, { idempotent: false })).rejects.toMatchObject({
      code: "40001",
    });
    expect(attempts).toEqual(["1"]);
    expect(await client.api.legacy.all()).toEqual([2]);
  });
});
