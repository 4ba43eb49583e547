import { createTestDatabase } from "@stopgap/local/testing";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { platformRole } from "../../src/naming/platform-name.js";
import { createPools } from "../../src/pools/create-pools.js";
import type { Pools } from "../../src/pools/pools.js";
import { openRegistry } from "../../src/registry/open-registry.js";
import type { Registry, TenantDatabase } from "../../src/registry/registry.js";
import { openTestParts, serverOf, type TestGatewayParts } from "../fixtures/tenant-databases.js";

describe.each(["files", "postgres"] as const)(
  "the login of a platform, with the registry in %s",
  (place) => {
    let maintenance: Awaited<ReturnType<typeof createTestDatabase>>;
    let parts: TestGatewayParts;
    let gateway: Gateway;
    /** Another gateway's. */
    let other: { readonly registry: Registry; readonly pools: Pools };
    let platform: string;
    let database: TenantDatabase;

    beforeAll(async () => {
      // The registry is in a database of its own, instead of that of all tests.
      maintenance = await createTestDatabase();
      parts = await openTestParts({
        registry: place,
        secretKey: "a key for tests only",
        servers: [serverOf(maintenance.url)],
      });
      gateway = await createGateway({ settings: parts.settings, parts });
      const registry = await openRegistry(parts.settings);
      other = {
        registry,
        pools: createPools(parts.settings, (name) => registry.findPlatform(name), 20),
      };
      platform = parts.platform("login");
      await registry.addPlatform({ name: platform, credentials: null, tokenHash: null });
      const identity = { kind: "tenant", tenantId: null } as const;
      ({ database } = await parts.databases.create(platform, identity, () => Promise.resolve()));
    });
    afterAll(async () => {
      await other.pools.close();
      await other.registry.close();
      await gateway.close();
      await parts.databases.drop(database);
      await parts.registry.unregisterPlatform(platform);
      const logins = await parts.query(
        `select rolname from pg_roles where starts_with(rolname, '${platform}_')`,
      );
      for (const { rolname } of logins) await parts.query(`drop role ${String(rolname)}`);
      await parts.remove();
      await maintenance.drop();
    });

    const change = async (body: object): Promise<readonly unknown[]> => {
      const url = `/platform/${platform}/credentials`;
      const answer = await gateway.inject({ method: "POST", url, payload: body });
      return [answer.statusCode, answer.json()];
    };
    const login = (client: pg.Client): Promise<unknown> =>
      client
        .query<{ login: string }>("select session_user::text as login")
        .then(({ rows }) => rows[0]?.login);
    const caller = (pools: Pools): Promise<unknown> =>
      pools.withConnection(database, { purpose: "call" }, login);
    const sessionsOf = (name: string) =>
      parts.query(
        `select from pg_stat_activity where datname = '${database.name}' and usename = '${name}'`,
      );

    it("is changed, also of connections that are open, and of other gateways' (GW-18)", async () => {
      const ownLogin = platformRole(platform);
      expect([await caller(parts.pools), await caller(other.pools)]).toEqual([ownLogin, ownLogin]);
      for (const [name, password] of [
        ["one", "open sesame"],
        ["two", "sesame, open"],
      ] as const) {
        const db_user = `${platform}_${name}`;
        expect(await change({ db_user, db_password: password })).toEqual([
          200,
          { status: "changed", platform, has_dedicated_credentials: true },
        ]);
        expect(await caller(parts.pools)).toBe(db_user);
        await expect.poll(() => caller(other.pools)).toBe(db_user);
      }
      await expect.poll(() => sessionsOf(`${platform}_one`)).toEqual([]);
      expect(await change({ db_user: null, db_password: null })).toEqual([
        200,
        { status: "changed", platform, has_dedicated_credentials: false },
      ]);
      expect(await caller(parts.pools)).toBe(ownLogin);
      await expect.poll(() => caller(other.pools)).toBe(ownLogin);
    });

    it("lets a call under way end with the one that it began with", async () => {
      const db_user = `${platform}_three`;
      await parts.pools.withConnection(database, { purpose: "call" }, async (client) => {
        const before = await login(client);
        expect((await change({ db_user, db_password: "open" }))[0]).toBe(200);
        expect(await login(client)).toBe(before);
        expect(await caller(parts.pools)).toBe(db_user);
      });
      expect(await caller(parts.pools)).toBe(db_user);
      expect(parts.pools.statistics().idleConnections).toBeGreaterThan(0);
    });

    it("stays as it is where another is refused, and nothing is made (GW-26)", async () => {
      const before = (await parts.registry.findPlatform(platform))?.credentials;
      for (const [body, message] of [
        [{ db_user: "pg_monitor", db_password: "x" }, "cannot be used"],
        [{ db_user: "", db_password: "x" }, "must not be empty"],
        [{ db_user: `${platform}_four` }, "Missing required field: db_password"],
        [{ db_user: `${platform}_four`, db_password: null }, "both null or neither"],
      ] as const) {
        expect(await change(body)).toMatchObject([
          400,
          { error: "invalid_request", message: expect.stringContaining(message) as string },
        ]);
      }
      expect((await parts.registry.findPlatform(platform))?.credentials).toEqual(before);
      expect(await parts.query(`select from pg_roles where rolname = '${platform}_four'`)).toEqual(
        [],
      );
    });

    it("cannot be changed without the token of a platform that has one (GW-26)", async () => {
      await parts.registry.updatePlatform(platform, { tokenHash: "0".repeat(64) });
      expect(await change({ db_user: null, db_password: null })).toMatchObject([
        401,
        { error: "invalid_token" },
      ]);
      await parts.registry.updatePlatform(platform, { tokenHash: null });
    });
  },
);
