import { createTestDatabase, type TestDatabase, withServerLock } from "@stopgap/local/testing";
import { ensureInstalled } from "@stopgap/sql";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { schemaFailure } from "../../../src/errors/schema-failure.js";
import { deployModules, type DeployModulesOptions } from "../../../src/functions/deploy-modules.js";
import { createModuleBundler } from "../../../src/functions/module-bundler.js";
import { tenantRoles } from "../../../src/functions/install-stopgap.js";
import { stopgapTemplates } from "../../../src/functions/stopgap-template.js";
import { modulesOf } from "../../fixtures/modules.js";
import { serverPools } from "../../fixtures/server-pools.js";

// Bundling takes a process each.
vi.setConfig({ testTimeout: 120_000 });

const pools = serverPools();
const bundler = createModuleBundler();

const orders = (args: string): string => `import { query, v } from "@stopgap/runtime";
import { currency } from "./lib/_currency.ts";
export const total = query(v.object({ ${args} }), async (_args, ctx) => {
  const [row] = await ctx.db.query<{ total: number }>("select 42 as total");
  return { total: row?.total, currency };
});`;
const currency = { "lib/_currency.ts": `export const currency = "EUR";` };

let template: string;
let database: TestDatabase;
beforeAll(async () => {
  const ask = stopgapTemplates(pools);
  const names = await withServerLock("roles", () =>
    Promise.all([ask("default"), ask("default"), stopgapTemplates(pools)("default")]),
  );
  expect(new Set(names).size).toBe(1);
  template = names[0];
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function deploy(
  modules: Readonly<Record<string, string>>,
  options: Partial<DeployModulesOptions> = {},
) {
  const bundle = await bundler.bundle(modulesOf(modules));
  await database.client.query("begin");
  try {
    const given = { label: "test", accept: [], force: false, ...options };
    const result = await deployModules(database.client, bundle, given);
    await database.client.query("commit");
    return result;
  } catch (error) {
    await database.client.query("rollback");
    throw schemaFailure(error, database.name);
  }
}

async function call(path: string, args: string): Promise<unknown> {
  const { rows } = await database.client.query<{ answer: unknown }>(
    "select stopgap.call_fn($1, $2::jsonb) as answer",
    [path, args],
  );
  return rows[0]?.answer;
}

describe("the template of a server", () => {
  it("can be copied and not connected to, and its copies are complete installations", async () => {
    const copy = `${database.name}_copy`;
    await pools.withServer("default", async (client) => {
      const { rows } = await client.query(
        "select datallowconn as is_open from pg_database where datname = $1",
        [template],
      );
      expect(rows).toEqual([{ is_open: false }]);
      await client.query(`create database "${copy}" template "${template}"`);
    });
    try {
      const tenant = {
        name: copy,
        platform: "shop",
        server: "default",
        identity: { kind: "tenant", tenantId: null },
        createdAt: new Date(),
        state: "ready",
      } as const;
      await pools.withConnection(tenant, { purpose: "deploy" }, async (client) => {
        await ensureInstalled(client, { roles: { deployer: tenantRoles.deployer } });
        await client.query("set role stopgap_owner");
        await client.query("create schema made_by_the_owner");
        await client.query("reset role");
        const bundle = await bundler.bundle(modulesOf({ "orders.ts": orders(""), ...currency }));
        await deployModules(client, bundle, { label: "first", accept: [], force: false });
      });
    } finally {
      await pools.withServer("default", (client) => client.query(`drop database "${copy}"`));
    }
  });
});

describe("modules of a tenant", () => {
  beforeAll(() => withServerLock("roles", () => ensureInstalled(database.client)));

  it("are deployed, and again only where they differ", async () => {
    const first = await deploy({ "orders.ts": orders(""), ...currency });
    expect(first).toMatchObject({ isUnchanged: false, summary: { added: 1 } });
    expect(await call("api.orders.total", "{}")).toEqual({ total: 42, currency: "EUR" });
    const second = await deploy({ "orders.ts": orders(""), ...currency });
    expect(second).toMatchObject({ isUnchanged: true, deploymentId: first.deploymentId });
  });

  it("are not deployed where callers would break, unless that is accepted by name or by force", async () => {
    const changed = { "orders.ts": orders("id: v.number()"), ...currency };
    await expect(deploy(changed)).rejects.toMatchObject({
      code: "function_deploy_failed",
      message: "Function api.orders.total deployment failed",
      fields: {
        database: database.name,
        reason: expect.stringContaining("Use accept=break-function:api.orders.total") as string,
      },
    });
    await expect(deploy(changed, { accept: ["break-function:api.other.f"] })).rejects.toThrow();
    expect(await call("api.orders.total", "{}")).toEqual({ total: 42, currency: "EUR" });
    expect(await deploy(changed, { accept: ["break-function:api.orders.total"] })).toMatchObject({
      summary: { changed: 1 },
    });
    expect(await deploy({ "other.ts": orders(""), ...currency }, { force: true })).toMatchObject({
      summary: { added: 1, removed: 1 },
    });
    await expect(call("api.orders.total", "{}")).rejects.toThrow(/api\.orders\.total/);
  });
});
