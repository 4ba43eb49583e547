import { OwnServer, testServerUrl } from "@stopgap/local/testing";
import { afterAll, describe, expect, it } from "vitest";

import { createDatabases } from "../../src/databases/create-databases.js";
import { createPools } from "../../src/pools/create-pools.js";
import { openRegistry } from "../../src/registry/open-registry.js";
import { emptiestServers } from "../../src/servers/placement.js";
import { openTestParts, serverOf } from "../fixtures/tenant-databases.js";

const second = await OwnServer.create();
const parts = await openTestParts({
  servers: [serverOf(testServerUrl()), serverOf(second.url, "second", 3)],
});
const { databases, pools, settings } = parts;
afterAll(async () => {
  await parts.remove();
  await second.stop();
});

const nothing = (): Promise<void> => Promise.resolve();
const tenant = (tenantId: string): { kind: "tenant"; tenantId: string } => ({
  kind: "tenant",
  tenantId,
});

describe("two servers", () => {
  const platform = parts.platform();

  it("share the databases, as many as each has room for", async () => {
    const servers: string[] = [];
    for (const tenantId of ["a", "b", "c", "d", "e"]) {
      const { database } = await databases.create(platform, tenant(tenantId), nothing);
      servers.push(database.server);
    }
    // The first is as large as the second, as far as is known.
    expect(servers).toEqual(["default", "second", "default", "second", "default"]);
    const full = new Map([["second", 3]]);
    expect(emptiestServers(settings.servers, full).map(({ name }) => name)).toEqual(["default"]);
  });

  it("are found by another gateway with the same registry", async () => {
    const registry = await openRegistry(settings);
    const otherPools = createPools(settings, (name) => registry.findPlatform(name));
    const other = createDatabases({ settings, registry, pools: otherPools });
    const found = await other.find(platform, tenant("b"));
    expect(found.server).toBe("second");
    const answered = await otherPools.withConnection(found, { purpose: "call" }, async (client) => {
      const { rows } = await client.query<{ name: string }>("select current_database() as name");
      return rows[0]?.name;
    });
    expect(answered).toBe(`${platform}_b`);
    await otherPools.close();
    await registry.close();
  });

  it("fail their own tenants only (GW-25)", async () => {
    const ask = async (tenantId: string): Promise<unknown> =>
      pools.withConnection(
        await databases.find(platform, tenant(tenantId)),
        { purpose: "call" },
        (client) => client.query("select 1"),
      );
    await ask("a");
    await ask("b");
    await second.kill();
    await expect
      .poll(() =>
        ask("b").then(
          () => "there",
          (error: unknown) => (error as { code: string }).code,
        ),
      )
      .toBe("connection_failed");
    await ask("a");
    expect(await databases.size(await databases.find(platform, tenant("b")))).toBeNull();
    // The emptiest is away.
    const { database } = await databases.create(platform, tenant("f"), nothing);
    expect(database.server).toBe("default");
    await second.start();
    await expect
      .poll(
        () =>
          ask("b").then(
            () => "there",
            () => "away",
          ),
        { timeout: 20_000 },
      )
      .toBe("there");
  });
});
