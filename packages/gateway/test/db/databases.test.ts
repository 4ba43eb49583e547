import { afterAll, describe, expect, it } from "vitest";

import { openTestParts } from "../fixtures/tenant-databases.js";

const parts = await openTestParts();
afterAll(() => parts.remove());

const { databases, pools, registry } = parts;
const nothing = (): Promise<void> => Promise.resolve();

describe("making a database", () => {
  it("makes it as the platform's own, with its record and its comment (GW-20)", async () => {
    const platform = parts.platform("one");
    const identity = { kind: "tenant", tenantId: "North-1" } as const;
    const { database } = await databases.create(platform, identity, nothing);

    expect(database).toMatchObject({
      name: `${platform}_north_1`,
      server: "default",
      state: "ready",
    });
    expect(await databases.find(platform, identity)).toEqual(database);
    const [row] = await parts.query(
      `select shobj_description(oid, 'pg_database') as comment from pg_database where datname = '${database.name}'`,
    );
    expect(row?.["comment"]).toBe(
      `stopgap: ${JSON.stringify({ platform, tenant_id: "North-1", created_at: database.createdAt.toISOString() })}`,
    );
  });

  it("lets calls in as the platform's role, which owns nothing and stays itself", async () => {
    const platform = parts.platform("calls");
    const { database } = await databases.create(
      platform,
      { kind: "tenant", tenantId: null },
      (made) =>
        pools.withConnection(made, { purpose: "deploy" }, (client) =>
          client.query("create table note (id serial, body text)"),
        ),
    );
    const called = await pools.withConnection(database, { purpose: "call" }, async (client) => {
      await client.query("insert into note (body) values ('x')");
      await client.query("reset role");
      const { rows } = await client.query<{ role: string; may_create: boolean }>(
        "select current_user as role, has_schema_privilege('public', 'create') as may_create",
      );
      return rows[0];
    });
    expect(called).toEqual({ role: `stopgap_platform_${platform}`, may_create: false });
  });

  it("leaves nothing when it cannot be filled (GW-02)", async () => {
    const platform = parts.platform("broken");
    const identity = { kind: "tenant", tenantId: "t" } as const;
    await expect(
      databases.create(platform, identity, () => Promise.reject(new Error("broken"))),
    ).rejects.toThrow("broken");

    expect(await registry.findDatabase(`${platform}_t`)).toBeNull();
    expect(await registry.findPlatform(platform)).toBeNull();
    expect(
      await parts.query(`select from pg_database where datname = '${platform}_t'`),
    ).toHaveLength(0);
  });
});
