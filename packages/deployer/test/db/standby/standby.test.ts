import type { OwnServer } from "@stopgap/local/testing";
import { install } from "@stopgap/sql";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createDeployer, DeployerError } from "../../../src/index.js";
import { ownServer } from "../own-server.js";
import { type Module, projectBundle } from "../project-bundle.js";

let servers: readonly OwnServer[] = [];
let primary: pg.Client | undefined;
let standby: pg.Client;
const ids: number[] = [];

beforeAll(async () => {
  const reasons: string[] = [];
  const skip = (reason: string): never => {
    reasons.push(reason);
    throw new Error(reason);
  };
  const main = await ownServer(skip, { wal_level: "replica", max_wal_senders: "4" }).catch(
    (error: unknown) => {
      if (reasons.length === 0) throw error;
      process.stderr.write(`The tests of a standby are skipped: ${reasons.join("")}\n`);
    },
  );
  if (!main) return;
  servers = [main];
  const client = await connect(main);
  primary = client;
  await install(client);
  await client.query("create table items as select n from generate_series(1, 3) as n");
  for (const version of [1, 2]) ids.push(await deploy(client, version));
  const follower = await main.createStandby();
  servers = [main, follower];
  standby = await connect(follower);
  // What is deployed while it follows.
  ids.push(await deploy(client, 3));
  await caughtUp(client);
});
afterAll(async () => {
  await primary?.end();
  await (standby as pg.Client | undefined)?.end();
  for (const server of servers) await server.stop();
});

async function connect(server: OwnServer): Promise<pg.Client> {
  const client = new pg.Client(server.url);
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Returns when the standby has all that was committed. */
async function caughtUp(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ position: string }>(
    "select pg_current_wal_flush_lsn()::text as position",
  );
  for (;;) {
    const { rows: seen } = await standby.query<{ isThere: boolean }>(
      'select pg_last_wal_replay_lsn() >= $1::pg_lsn as "isThere"',
      [rows[0]?.position],
    );
    if (seen[0]?.isThere === true) return;
    await new Promise((later) => setTimeout(later, 10));
  }
}

const runtime = 'import { mutation, query } from "@stopgap/runtime";';
const project = (version: number): Readonly<Record<string, Module>> => ({
  items: {
    source: `${runtime}
      export const count = query(async (_args, ctx) => {
        const [row] = await ctx.db.query("select count(*)::int as items from items");
        return { version: ${String(version)}, items: row?.items, deploymentId: ctx.fn.deploymentId };
      });
      export const add = mutation(async (_args, ctx) => { await ctx.db.query("insert into items values (4)"); return null; });
      export const look = mutation(async (_args, ctx) => (await ctx.db.query("select 1 as one"))[0]?.one);`,
    functions: {
      count: {},
      add: { kind: "mutation", idempotent: false },
      look: { kind: "mutation", idempotent: false },
    },
  },
});

async function deploy(client: pg.Client, version: number): Promise<number> {
  const bundle = projectBundle(project(version));
  return (await createDeployer({ client }).deployBundle({ env: "prod", bundle })).deploymentId;
}

const call = async (path: string, deploymentId: number | null = null): Promise<unknown> => {
  const { rows } = await standby.query<{ answer: unknown }>(
    "select stopgap.call_fn($1, '{}', null, $2) as answer",
    [path, deploymentId],
  );
  return rows[0]?.answer;
};

describe("a streaming standby", () => {
  it("answers queries of the active deployment, by path and directly", async ({ skip }) => {
    if (!primary) return skip("there is no embedded engine");
    const [, , third] = ids;
    const answer = { version: 3, items: 3, deploymentId: third };
    expect(await call("api.items.count")).toEqual(answer);
    const { rows } = await standby.query("select live_deployment.items__count('{}') as answer");
    expect(rows).toEqual([{ answer }]);
  });

  it("answers queries of the deployment that is named or pinned", async ({ skip }) => {
    if (!primary) return skip("there is no embedded engine");
    const [first, second] = ids;
    expect(await call("api.items.count", first)).toMatchObject({ version: 1, deploymentId: first });
    await standby.query("begin");
    await standby.query("select set_config('stopgap.deployment_id', $1, true)", [second]);
    expect(await call("api.items.count")).toMatchObject({ version: 2, deploymentId: second });
    const { rows } = await standby.query("select live_deployment.items__count('{}') as answer");
    expect(rows).toMatchObject([{ answer: { version: 2 } }]);
    await standby.query("commit");
  });

  it("follows a session that is open through deployments and rollbacks", async ({ skip }) => {
    if (!primary) return skip("there is no embedded engine");
    const [, second, third] = ids;
    const deployer = createDeployer({ client: primary });
    await deployer.rollback("prod");
    await caughtUp(primary);
    expect(await call("api.items.count")).toMatchObject({ version: 2, deploymentId: second });
    await deployer.activate("prod", third ?? 0);
    await caughtUp(primary);
    expect(await call("api.items.count")).toMatchObject({ version: 3, deploymentId: third });
  });

  it("tells what is deployed, what has been, and whether it is as it should be", async ({
    skip,
  }) => {
    if (!primary) return skip("there is no embedded engine");
    const [main, follower] = [primary, standby].map((client) => createDeployer({ client }));
    expect(await follower?.status("prod")).toEqual(await main?.status("prod"));
    expect(await follower?.deployments("prod")).toEqual(await main?.deployments("prod"));
    expect(await follower?.deployments("prod")).toHaveLength(3);
    expect(await follower?.diffBundle("prod", projectBundle(project(4)))).toMatchObject({
      summary: { changed: 3 },
    });
    const { rows } = await standby.query(
      "select stopgap.verify('prod') as verified, stopgap.metrics() is not null as counted",
    );
    expect(rows).toMatchObject([{ verified: { is_ok: true }, counted: true }]);
  });

  it("runs a mutation that only reads, and refuses one that writes, with a clear error", async ({
    skip,
  }) => {
    if (!primary) return skip("there is no embedded engine");
    expect(await call("api.items.look")).toBe(1);
    await expect(call("api.items.add")).rejects.toMatchObject({
      code: "25006",
      message: expect.stringMatching(
        /^stopgap\.call_fn execution failed for 'api\.items\.add': .*cannot execute INSERT in a read-only transaction/,
      ) as string,
    });
  });

  it("refuses what changes deployments, with a clear error", async ({ skip }) => {
    if (!primary) return skip("there is no embedded engine");
    const deployer = createDeployer({ client: standby });
    for (const operation of [
      () => deployer.deployBundle({ env: "prod", bundle: projectBundle(project(5)) }),
      () => deployer.rollback("prod"),
      () => deployer.activate("prod", ids[0] ?? 0),
      () => deployer.prune("prod"),
    ]) {
      const error: unknown = await operation().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(DeployerError);
      expect(error).toMatchObject({ code: "refused", sqlstate: "25006" });
      expect(String(error)).toMatch(/read-only|recovery/);
    }
    await expect(install(standby)).rejects.toThrow(/read-only|recovery/);
  });
});
