import { randomBytes } from "node:crypto";

import { createTestDatabase, testServerUrl } from "@stopgap/local/testing";
import { afterAll, describe, expect, it } from "vitest";

import { openTestParts, serverOf } from "../fixtures/tenant-databases.js";

const maintenance = await createTestDatabase();
const role = `gateway_${randomBytes(4).toString("hex")}`;
await maintenance.client.query(`create role ${role} login createdb createrole password 'sesame'`);
const server = {
  ...serverOf(testServerUrl()),
  database: maintenance.name,
  user: role,
  password: "sesame",
};
const parts = await openTestParts({ servers: [server], secretKey: "a key for tests only" });
const { databases, pools } = parts;
const db_user = `${parts.platform("own")}_login`;
afterAll(async () => {
  await pools.close();
  for (const { datname } of await parts.query(
    `select datname from pg_database where datdba = '${role}'::regrole`,
  ))
    await parts.query(`drop database ${String(datname)} with (force)`);
  await parts.remove();
  await maintenance.client.query(`drop role if exists ${db_user}`);
  for (const { rolname } of (
    await maintenance.client.query<{ rolname: string }>(
      `select r.rolname from pg_roles r join pg_auth_members m on m.roleid = r.oid
        where m.member = '${role}'::regrole and r.rolname like 'stopgap\\_platform\\_%'`,
    )
  ).rows)
    await maintenance.client.query(`drop role ${rolname}`);
  await maintenance.client.query(`drop owned by ${role}; drop role ${role}`);
  await maintenance.drop();
});

const nothing = (): Promise<void> => Promise.resolve();

describe("a gateway whose role has CREATEDB and CREATEROLE and no more", () => {
  it("makes databases, and calls them as their platform", async () => {
    const { database } = await databases.create(
      parts.platform("plain"),
      { kind: "tenant", tenantId: null },
      (made) =>
        pools.withConnection(made, { purpose: "deploy" }, (client) =>
          client.query("create table note (body text)"),
        ),
    );
    const as = await pools.withConnection(database, { purpose: "call" }, async (client) => {
      await client.query("insert into note values ('x')");
      const { rows } = await client.query<{ role: string }>("select current_user as role");
      return rows[0]?.role;
    });
    expect(as).toBe(`stopgap_platform_${database.platform}`);
    await databases.drop(database);
  });

  it("makes the login of a platform, which reaches its own databases alone (GW-18, GW-26)", async () => {
    const platform = parts.platform("own");
    await parts.registry.addPlatform({
      name: platform,
      credentials: { user: db_user, password: "open sesame" },
      tokenHash: null,
    });
    const { database } = await databases.create(
      platform,
      { kind: "tenant", tenantId: null },
      nothing,
    );
    const other = await databases.create(
      parts.platform("other"),
      { kind: "tenant", tenantId: null },
      nothing,
    );
    const rows = await pools.withConnection(database, { purpose: "call" }, async (client) => {
      const found = await client.query<{ login: string; may: boolean }>(
        "select session_user::text as login, has_database_privilege($1, 'connect') as may",
        [other.database.name],
      );
      return found.rows;
    });
    expect(rows).toEqual([{ login: db_user, may: false }]);
    await databases.drop(database);
    await databases.drop(other.database);
  });
});

describe("a gateway whose role may not make databases", () => {
  it("says what it needs, and leaves nothing", async () => {
    await maintenance.client.query(`alter role ${role} nocreatedb`);
    const platform = parts.platform("refused");
    await expect(
      databases.create(platform, { kind: "tenant", tenantId: null }, nothing),
    ).rejects.toMatchObject({
      code: "internal_error",
      message: `Failed to create database '${platform}_main'`,
      fields: { sqlstate: "42501", hint: "The gateway's role needs CREATEDB and CREATEROLE." },
    });
    expect(await parts.registry.findPlatform(platform)).toBeNull();
  });
});
