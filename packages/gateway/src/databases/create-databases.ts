import type pg from "pg";
import pLimit from "p-limit";

import { GatewayError } from "../errors/gateway-error.js";
import { databaseName, identityKey } from "../naming/database-name.js";
import { ownerRole, platformRole } from "../naming/platform-name.js";
import type { Pools } from "../pools/pools.js";
import { databaseAlreadyExists } from "../registry/registry-errors.js";
import type { DatabaseIdentity, Platform, Registry, TenantDatabase } from "../registry/registry.js";
import { rolePasswords } from "../secrets/role-passwords.js";
import type { DatabaseServer } from "../servers/database-server.js";
import { emptiestServers } from "../servers/placement.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";
import { creationError, databaseNotFound } from "./database-errors.js";
import type { CreateOptions, Databases } from "./databases.js";
import { runGatewaySql } from "./gateway-sql.js";
import { withCreationLock } from "./creation-lock.js";
import { ensurePlatformRoles } from "./platform-roles.js";
import {
  claimOnServer,
  createOnServer,
  dropOnServer,
  leftoverOnServer,
} from "./server-databases.js";

/** What databases are made with. */
export interface DatabasesOptions {
  readonly settings: Pick<
    GatewaySettings,
    "servers" | "maxConnectionsPerPool" | "maxTotalConnections" | "secretKey"
  >;
  readonly registry: Registry;
  readonly pools: Pools;
}

/**
 * Makes and drops databases.
 *
 * @example
 * const databases = createDatabases({ settings, registry, pools });
 * const { database } = await databases.create("shop", { kind: "tenant", tenantId: "north" }, fill);
 */
export function createDatabases({ settings, registry, pools }: DatabasesOptions): Databases {
  const { maxConnectionsPerPool, maxTotalConnections } = settings;
  // Whoever makes a database holds one connection and needs another: not all of them may be held.
  const inTurn = pLimit(
    Math.max(1, Math.min(maxConnectionsPerPool - 1, Math.floor(maxTotalConnections / 2))),
  );

  const passwords = rolePasswords(settings.secretKey);
  const ensureRoles = (
    client: pg.Client,
    server: string,
    platform: Pick<Platform, "name" | "credentials">,
  ): Promise<void> =>
    ensurePlatformRoles(client, platform, {
      passwordOf: passwords && ((role) => passwords(server, role)),
    });

  const grantRights = (database: TenantDatabase): Promise<void> =>
    pools.withConnection(database, { purpose: "deploy" }, (client) =>
      runGatewaySql(client, "grant-rights.sql", { role: platformRole(database.platform) }),
    );

  const takeBack = async (database: TenantDatabase, maintenance: pg.Client): Promise<void> => {
    await pools.forget(database);
    await dropOnServer(maintenance, database);
    await registry.removeDatabase(database.name);
  };

  const make = async <T>(
    database: TenantDatabase,
    maintenance: pg.Client,
    fill: (database: TenantDatabase) => Promise<T>,
    { template }: CreateOptions,
  ): Promise<T> => {
    const source = (await template?.(database.server)) ?? "template0";
    await registry.reserveDatabase(database);
    const undoing = async <R>(work: () => Promise<R>, undo: () => Promise<void>): Promise<R> => {
      try {
        return await work();
      } catch (error) {
        // Where the server is away, the record stays, and whoever starts or asks next removes what is left.
        await undo().catch(() => undefined);
        throw creationError(`database '${database.name}'`, error);
      }
    };
    await undoing(
      async () => {
        const platform = await registry.findPlatform(database.platform);
        await ensureRoles(
          maintenance,
          database.server,
          platform ?? { name: database.platform, credentials: null },
        );
        const owner = passwords && ownerRole(database.platform);
        await createOnServer(maintenance, database, source, owner);
      },
      () => registry.removeDatabase(database.name),
    );
    return undoing(
      async () => {
        await claimOnServer(maintenance, database);
        await grantRights(database);
        const filled = await fill(database);
        await grantRights(database);
        return filled;
      },
      () => takeBack(database, maintenance),
    );
  };

  /** Removes what a gateway has left that was cut off while it made this database. */
  const removeLeftover = async (leftover: TenantDatabase): Promise<void> => {
    await withCreationLock(pools, leftover, async (maintenance) => {
      const now = await registry.findDatabase(leftover.name);
      if (now?.state !== "creating") return;
      const found = await leftoverOnServer(maintenance, now);
      if (found === "other")
        throw new GatewayError("database_already_exists", `Database '${now.name}' already exists`, {
          database: now.name,
          reason: `On server '${now.server}' it has no comment of the gateway, and was left or made by somebody else: drop or rename it there`,
        });
      await takeBack(now, maintenance);
    });
  };

  const fillEmpty = async <T>(
    database: TenantDatabase,
    fill: (database: TenantDatabase) => Promise<T>,
  ): Promise<{ readonly database: TenantDatabase; readonly filled: T }> =>
    withCreationLock(pools, database, async () => {
      const filled = await fill(database);
      await grantRights(database);
      await registry.confirmDatabase(database.name, "ready");
      return { database: { ...database, state: "ready" }, filled };
    });

  const createAs = async <T>(
    state: "empty" | "ready",
    platform: string,
    identity: DatabaseIdentity,
    fill: (database: TenantDatabase) => Promise<T>,
    options: CreateOptions,
  ): Promise<{ readonly database: TenantDatabase; readonly filled: T }> => {
    const name = databaseName(platform, identity);
    const known = await registry.findDatabase(name);
    if (known?.state === "creating") await removeLeftover(known);
    else if (known) {
      const isSame =
        known.platform === platform && identityKey(known.identity) === identityKey(identity);
      if (!isSame || known.state !== "empty" || state !== "ready")
        throw databaseAlreadyExists(name);
      return fillEmpty(known, fill);
    }
    const server = await firstReachable(
      emptiestServers(settings.servers, await registry.serverCounts()),
    );
    const database: TenantDatabase = {
      name,
      platform,
      server: server.name,
      identity,
      createdAt: new Date(),
      state: "creating",
    };
    return withCreationLock(pools, database, async (maintenance) => {
      const filled = await make(database, maintenance, fill, options);
      await registry.confirmDatabase(name, state);
      return { database: { ...database, state }, filled };
    });
  };

  /** A server that is away gets no new databases; the next one does. */
  const firstReachable = async (servers: readonly DatabaseServer[]): Promise<DatabaseServer> => {
    const failures: unknown[] = [];
    for (const server of servers) {
      try {
        await pools.withServer(server.name, (client) => client.query("select 1"));
        return server;
      } catch (error) {
        if (!isAway(error)) throw error;
        failures.push(error);
      }
    }
    throw failures[0];
  };

  return {
    create: (platform, identity, fill, options = {}) =>
      inTurn(() => createAs("ready", platform, identity, fill, options)),
    createEmpty: async (platform, identity) => {
      const nothing = (): Promise<void> => Promise.resolve();
      const { database } = await inTurn(() => createAs("empty", platform, identity, nothing, {}));
      return database;
    },
    find: async (platform, identity) => {
      const found = await registry.findDatabaseOf(platform, identity);
      if (found) return found;
      const byId =
        identity.kind === "tenant" && identity.tenantId !== null
          ? await registry.findDatabaseById(platform, identity.tenantId)
          : null;
      if (!byId) throw databaseNotFound(platform, identity);
      return byId;
    },
    preparePlatform: async (platform) => {
      const results = await Promise.allSettled(
        settings.servers.map(({ name }) =>
          pools.withServer(name, (client) => ensureRoles(client, name, platform)),
        ),
      );
      const errors = results.flatMap((each): readonly unknown[] =>
        each.status === "rejected" ? [each.reason] : [],
      );
      const refusal = errors.find((error) => !isAway(error));
      if (refusal !== undefined)
        throw creationError(`the roles of platform '${platform.name}'`, refusal);
      if (errors.length === results.length) throw errors[0];
    },
    grantRights,
    size: async (database) => {
      try {
        return await pools.withServer(database.server, async (client) => {
          const { rows } = await client.query<{ size: string }>(
            "select pg_database_size(datname) as size from pg_database where datname = $1",
            [database.name],
          );
          return rows[0] ? Number(rows[0].size) : null;
        });
      } catch {
        return null;
      }
    },
    drop: async (database) => {
      await pools.withServer(database.server, (maintenance) => takeBack(database, maintenance));
    },
    removeLeftovers: async () => {
      const failures: { readonly database: TenantDatabase; readonly error: unknown }[] = [];
      for (const database of await registry.reservedDatabases()) {
        try {
          await removeLeftover(database);
        } catch (error) {
          failures.push({ database, error });
        }
      }
      return failures;
    },
  };
}

function isAway(error: unknown): boolean {
  return (
    error instanceof GatewayError && ["connection_failed", "pool_exhausted"].includes(error.code)
  );
}
