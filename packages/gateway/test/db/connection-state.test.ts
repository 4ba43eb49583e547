import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createGateway } from "../../src/create-gateway.js";
import { createPools } from "../../src/pools/create-pools.js";
import type { ConnectionPurpose } from "../../src/pools/pools.js";
import type { TenantDatabase } from "../../src/registry/registry.js";
import { openTestParts } from "../fixtures/tenant-databases.js";

const parts = await openTestParts({ maxConnectionsPerPool: 1 });
const { pools } = parts;
let database: TenantDatabase;
beforeAll(async () => {
  const identity = { kind: "tenant", tenantId: null } as const;
  database = (await parts.databases.create(parts.platform(), identity, () => Promise.resolve()))
    .database;
});
afterAll(() => parts.remove());

/** Runs a statement, and tells which server process has run it. */
function run(statement: string, purpose: ConnectionPurpose = "call"): Promise<number> {
  return pools.withConnection(database, { purpose }, async (client) => {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    await client.query(statement);
    return rows[0]?.pid ?? 0;
  });
}

describe("a connection that comes back", () => {
  it("is lent again as it is (GW-25)", async () => {
    expect(await run("select 1")).toBe(await run("select 1"));
  });

  it.each([
    ["in a transaction", "begin"],
    ["with another time zone", "set timezone = 'Asia/Kathmandu'"],
    ["with another way to write dates", "set datestyle = 'German'"],
  ])("%s is closed (GW-25)", async (_what, statement) => {
    expect(await run(statement)).not.toBe(await run("select 1"));
  });

  it("after a failed statement in a transaction is closed (GW-25)", async () => {
    let pid = 0;
    await expect(
      pools.withConnection(database, { purpose: "call" }, async (client) => {
        const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
        pid = rows[0]?.pid ?? 0;
        await client.query("begin");
        await client.query("select 1/0");
      }),
    ).rejects.toThrow("division by zero");
    expect(await run("select 1")).not.toBe(pid);
  });

  it("after a failed statement alone is lent again", async () => {
    const pid = await run("select 1");
    await expect(run("select 1/0")).rejects.toThrow("division by zero");
    expect(await run("select 1")).toBe(pid);
  });

  it("with a setting as it was before is lent again", async () => {
    const pid = await run("select 1");
    expect(await run("begin; set local timezone = 'Asia/Kathmandu'; commit")).toBe(pid);
    expect(await run("select 1")).toBe(pid);
  });

  it("with a statement under way is closed (GW-25)", async () => {
    let pid = 0;
    await pools.withConnection(database, { purpose: "call" }, async (client) => {
      const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
      pid = rows[0]?.pid ?? 0;
      client.query("select pg_sleep(60)").catch(() => undefined);
    });
    expect(await run("select 1")).not.toBe(pid);
  });

  it("that the server has ended is not lent again (GW-25)", async () => {
    const pid = await run("select 1");
    const before = pools.statistics().totalConnections;
    await parts.query(`select pg_terminate_backend(${String(pid)})`);
    await expect.poll(() => pools.statistics().totalConnections).toBe(before - 1);
    expect(await run("select 1")).not.toBe(pid);
  });

  it("from a deployment has forgotten what that did", async () => {
    const pid = await run("set search_path = nowhere", "deploy");
    await run("prepare left_behind as select 1", "deploy");
    const path = await pools.withConnection(database, { purpose: "deploy" }, async (client) => {
      const { rows } = await client.query<{ pid: number; path: string; prepared: number }>(
        `select pg_backend_pid() as pid, current_setting('search_path') as path,
                (select count(*)::int from pg_prepared_statements) as prepared`,
      );
      return rows[0];
    });
    expect(path).toEqual({ pid, path: '"$user", public', prepared: 0 });
  });
});

describe("a database that its server does not have", () => {
  it("is not found", async () => {
    await expect(
      pools.withConnection(
        { ...database, name: `${database.name}_gone` },
        { purpose: "deploy" },
        () => Promise.resolve(),
      ),
    ).rejects.toMatchObject({ code: "database_not_found", status: 404 });
  });
});

it("a call that no connection is left for is told to come again, and is served then (GW-25)", async () => {
  await run("create or replace function one() returns int language sql as 'select 1'", "deploy");
  const settings = { ...parts.settings, poolMaxWaiting: 0 };
  const own = createPools(settings, (name) => parts.registry.findPlatform(name));
  const gateway = await createGateway({ settings, parts: { ...parts, pools: own } });
  const call = async () => {
    const payload = { platform: database.platform, function: "one" };
    const answer = await gateway.inject({ method: "POST", url: "/call", payload });
    return {
      ...answer.json<object>(),
      status: answer.statusCode,
      after: answer.headers["retry-after"],
    };
  };
  try {
    await own.withConnection(database, { purpose: "call" }, async () => {
      expect(await call()).toEqual({
        status: 503,
        after: "1",
        error: "pool_exhausted",
        message: `Connection pool exhausted for database '${database.name}'`,
        database: database.name,
      });
    });
    expect(await call()).toMatchObject({ status: 200, rows: [{ one: 1 }] });
  } finally {
    await gateway.close();
    await own.close();
  }
});
