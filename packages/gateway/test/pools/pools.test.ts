import { setTimeout as sleep } from "node:timers/promises";

import type pg from "pg";
import { afterEach, describe, expect, it } from "vitest";

import { createPools } from "../../src/pools/create-pools.js";
import type { PoolSettings } from "../../src/pools/create-pools.js";
import type { ConnectionPurpose, Pools } from "../../src/pools/pools.js";
import type { TenantDatabase } from "../../src/registry/registry.js";
import { CountingServer } from "../fixtures/counting-server.js";
import { testSettings } from "../fixtures/settings.js";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startServer(): Promise<CountingServer> {
  const server = await CountingServer.start();
  closing.push(() => server.stop());
  return server;
}

function poolsOf(servers: readonly CountingServer[], changes: Partial<PoolSettings> = {}): Pools {
  const names = ["default", "second"];
  const pools = createPools(
    testSettings({
      servers: servers.map((server, index) => server.settings(names[index])),
      ...changes,
    }),
    () => Promise.resolve(null),
  );
  closing.push(() => pools.close());
  return pools;
}

function tenant(name: string, server = "default"): TenantDatabase {
  return {
    name,
    platform: "shop",
    server,
    identity: { kind: "tenant", tenantId: name },
    createdAt: new Date(0),
    state: "ready",
  };
}

/** A connection that stays lent until `release`. */
async function hold(
  pools: Pools,
  name: string,
  purpose: ConnectionPurpose = "call",
): Promise<{ readonly client: pg.Client; readonly release: () => Promise<void> }> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return new Promise((resolve, reject) => {
    const lent = pools.withConnection(tenant(name), { purpose }, async (client) => {
      resolve({
        client,
        release: async () => {
          release();
          await lent;
        },
      });
      await released;
    });
    lent.catch(reject);
  });
}

const query = (pools: Pools, name: string, server?: string): Promise<unknown> =>
  pools.withConnection(tenant(name, server), { purpose: "call" }, (client) =>
    client.query("select 1"),
  );

describe("connections to tenants", () => {
  it("are opened when they are needed, and used again without a question (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server]);
    await sleep(20);
    expect(server.startups).toEqual([]);
    for (let index = 0; index < 5; index += 1) await query(pools, "a");
    expect(server.startups).toHaveLength(1);
    expect(server.queries).toEqual(Array.from({ length: 5 }, () => "select 1"));
    expect(pools.statistics()).toMatchObject({ activePools: 1, totalConnections: 1 });
  });

  it("have the platform's role from their start", async () => {
    const server = await startServer();
    await query(poolsOf([server]), "a");
    expect(server.startups[0]).toContain("options -c role=stopgap_platform_shop");
  });

  it("are as many for one database as it may have, and no more (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxConnectionsPerPool: 3 });
    await Promise.all(Array.from({ length: 30 }, () => query(pools, "a")));
    expect(server.most).toBe(3);
    expect(server.queries).toHaveLength(30);
  });

  it("of 1,000 tenants with 1 % active stay in the budget (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxTotalConnections: 20 });
    const names = Array.from({ length: 1000 }, (_, index) => `tenant_${String(index)}`);
    const active = Array.from({ length: 10 }, async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) {
        const each = name;
        await Promise.all([query(pools, each), query(pools, each)]);
      }
    });
    await Promise.all(active);
    expect(server.queries).toHaveLength(2000);
    expect(server.most).toBeLessThanOrEqual(20);
    expect(pools.statistics()).toMatchObject({ exhausted: 0, waitingRequests: 0 });
    expect(pools.statistics().evictedPools).toBeGreaterThan(900);
  });

  it("make room for others where they were not used for the longest time (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxTotalConnections: 2 });
    await query(pools, "a");
    await sleep(5);
    await query(pools, "b");
    await sleep(5);
    await query(pools, "a");
    await query(pools, "c");
    expect(Object.fromEntries(server.open)).toEqual({ a: 1, b: 0, c: 1 });
    expect(pools.statistics().evictedPools).toBe(1);
  });

  it("make room for the other purpose of the same database", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxConnectionsPerPool: 1 });
    await query(pools, "a");
    const held = await hold(pools, "a", "deploy");
    expect(server.startups[1]).not.toContain("role=");
    expect(server.total).toBe(1);
    await held.release();
  });

  it("are closed when nobody has used them for a while (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { poolIdleTimeoutMs: 50 });
    await Promise.all([query(pools, "a"), query(pools, "a"), query(pools, "b")]);
    await expect.poll(() => server.total).toBe(0);
    await expect
      .poll(() => pools.statistics())
      .toMatchObject({ activePools: 0, totalConnections: 0 });
  });

  it("are closed when they are old, however busy they are (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { poolMaxLifetimeMs: 60, maxConnectionsPerPool: 1 });
    await expect
      .poll(
        async () => {
          await query(pools, "a");
          return server.startups.length;
        },
        { interval: 5 },
      )
      .toBeGreaterThan(2);
    expect(server.most).toBe(1);
  });

  it("are forgotten before their database is dropped", async () => {
    const server = await startServer();
    const pools = poolsOf([server]);
    const held = await hold(pools, "a");
    await query(pools, "a");
    await query(pools, "b");
    await pools.forget(tenant("a"));
    expect(Object.fromEntries(server.open)).toEqual({ a: 1, b: 1 });
    await held.release();
    await expect.poll(() => Object.fromEntries(server.open)).toEqual({ a: 0, b: 1 });
    await query(pools, "a");
    await query(pools, "a");
    expect(server.startups.filter((each) => each.includes("database a "))).toHaveLength(3);
  });
});

describe("who waits for a connection", () => {
  it("is told to come again when it takes too long (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxTotalConnections: 1, poolWaitTimeoutMs: 50 });
    const held = await hold(pools, "a");
    await expect(query(pools, "b")).rejects.toMatchObject({
      code: "pool_exhausted",
      status: 503,
      message: "Connection pool exhausted for database 'b'",
      fields: { database: "b", retryAfterSeconds: 1 },
    });
    await held.release();
    await query(pools, "b");
    expect(pools.statistics()).toMatchObject({ exhausted: 1, waitingRequests: 0 });
  });

  it("is told at once when as many wait as may (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxTotalConnections: 1, poolMaxWaiting: 2 });
    const held = await hold(pools, "a");
    const waiting = [query(pools, "a"), query(pools, "a")];
    await expect(query(pools, "a")).rejects.toMatchObject({ code: "pool_exhausted" });
    await held.release();
    await Promise.all(waiting);
  });

  it("is not pushed out of the queue by a tenant that fills it (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxTotalConnections: 1, poolMaxWaiting: 10 });
    const held = await hold(pools, "flood");
    const flood = Array.from({ length: 50 }, () => query(pools, "flood"));
    const settled = Promise.allSettled(flood);
    const quiet = query(pools, "quiet");
    await held.release();
    await quiet;
    const served = (await settled).filter(({ status }) => status === "fulfilled");
    expect(served).toHaveLength(9);
  });

  it("comes to its turn before all of another tenant's (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxTotalConnections: 1 });
    const held = await hold(pools, "flood");
    const order: string[] = [];
    const note = (name: string) => (): void => {
      order.push(name);
    };
    const flood = Array.from({ length: 100 }, () => query(pools, "flood").then(note("flood")));
    const quiet = query(pools, "quiet").then(note("quiet"));
    await held.release();
    await Promise.all([...flood, quiet]);
    expect(order.indexOf("quiet")).toBeLessThan(20);
    expect(order).toHaveLength(101);
  });

  it("gets a connection from the tenant that has the most (GW-25)", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxTotalConnections: 4 });
    let isOver = false;
    const flood = Array.from({ length: 20 }, async () => {
      while (!isOver) await query(pools, "flood");
    });
    await expect.poll(() => server.open.get("flood")).toBe(4);
    await Promise.all(["b", "c", "d"].map((name) => query(pools, name)));
    isOver = true;
    await Promise.all(flood);
    expect(server.most).toBeLessThanOrEqual(4);
  });

  it("stops waiting when the request is given up", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxTotalConnections: 1 });
    const held = await hold(pools, "a");
    const request = new AbortController();
    const asked = pools.withConnection(
      tenant("b"),
      { purpose: "call", signal: request.signal },
      () => Promise.resolve(),
    );
    request.abort(new Error("gone"));
    await expect(asked).rejects.toThrow("gone");
    expect(pools.statistics().waitingRequests).toBe(0);
    await held.release();
    await query(pools, "a");
  });

  it("is told when the gateway stops", async () => {
    const server = await startServer();
    const pools = poolsOf([server], { maxTotalConnections: 1 });
    const held = await hold(pools, "a");
    const asked = query(pools, "b");
    const refused = expect(asked).rejects.toMatchObject({ code: "unavailable" });
    const closed = pools.close();
    await refused;
    await held.release();
    await closed;
    expect(server.total).toBe(0);
    await expect(query(pools, "a")).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("a server that is away", () => {
  it("fails its own tenants only, at once, until it is back (GW-25)", async () => {
    const [first, second] = [await startServer(), await startServer()];
    const pools = poolsOf([first, second]);
    await query(pools, "a", "default");
    await query(pools, "b", "second");
    await second.stop();
    await expect.poll(() => pools.statistics().totalConnections).toBe(1);
    await expect(query(pools, "b", "second")).rejects.toMatchObject({
      code: "connection_failed",
      message: "Failed to connect to database 'b'",
      fields: { database: "b", reason: expect.stringContaining("ECONNREFUSED") as unknown },
    });
    await query(pools, "a", "default");
    await second.listen();
    await expect
      .poll(() =>
        query(pools, "b", "second").then(
          () => "there",
          () => "away",
        ),
      )
      .toBe("there");
  });

  it("takes no more than its part when it hangs (GW-25)", async () => {
    const [first, second] = [await startServer(), await startServer()];
    const pools = poolsOf([first, second], { maxTotalConnections: 8, poolWaitTimeoutMs: 300 });
    second.isHanging = true;
    const hanging = Array.from({ length: 40 }, (_, index) =>
      query(pools, `b${String(index)}`, "second"),
    );
    const settled = Promise.allSettled(hanging);
    await expect.poll(() => second.connected).toBe(6);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => query(pools, `a${String(index)}`, "default")),
    );
    const codes = (await settled).map((each) =>
      each.status === "rejected" ? (each.reason as { code: string }).code : "served",
    );
    expect(new Set(codes)).toEqual(new Set(["connection_failed", "pool_exhausted"]));
    await expect.poll(() => second.connected).toBe(0);
  });
});

describe("a standby", () => {
  it("has what only reads, and the primary where it is away", async () => {
    const [primary, standby] = [await startServer(), await startServer()];
    const { host, port } = standby.settings();
    const pools = createPools(
      testSettings({ servers: [{ ...primary.settings(), standby: { host, port } }] }),
      () => Promise.resolve(null),
    );
    closing.push(() => pools.close());
    const read = (): Promise<unknown> =>
      pools.withConnection(tenant("a"), { purpose: "read" }, (client) => client.query("read"));
    await read();
    await query(pools, "a");
    expect([standby.queries, primary.queries]).toEqual([["read"], ["select 1"]]);
    await standby.stop();
    await expect.poll(() => pools.statistics().totalConnections).toBe(1);
    await read();
    expect(primary.queries).toEqual(["select 1", "read"]);
    await standby.listen();
  });
});
