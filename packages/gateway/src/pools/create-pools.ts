import type pg from "pg";

import type { Platform, TenantDatabase } from "../registry/registry.js";
import type { DatabaseServer } from "../servers/database-server.js";
import { serverNamed } from "../servers/placement.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";
import { GatewayError } from "../errors/gateway-error.js";
import type { Connection, ConnectionTarget } from "./connection.js";
import { ConnectionBudget } from "./connection-budget.js";
import { CredentialWatch } from "./credential-watch.js";
import type { Lane, TenantPool } from "./tenant-pool.js";
import { createPlatformLogins } from "./platform-logins.js";
import type { ConnectionRequest, Pools, StopSignal } from "./pools.js";

/** What pools are told by the environment. */
export type PoolSettings = Pick<
  GatewaySettings,
  | "servers"
  | "maxConnectionsPerPool"
  | "maxTotalConnections"
  | "poolIdleTimeoutMs"
  | "poolMaxLifetimeMs"
  | "poolWaitTimeoutMs"
  | "poolMaxWaiting"
  | "secretKey"
>;

/** A connection, and the lane that it goes back to. */
interface Lent {
  readonly lane: Lane;
  readonly connection: Connection;
}

/**
 * Connections to the databases of all tenants. None is opened before it is needed, and none is asked anything before it is lent.
 *
 * @param settings - The servers and the limits.
 * @param findPlatform - Of the registry: with what a platform's databases are called. Asked when a connection is opened only.
 * @param credentialCheckMs - How often credentials are looked at that others may have changed, in milliseconds. Default: 10 s.
 * @example
 * const pools = createPools(settings, (name) => registry.findPlatform(name));
 * await pools.withConnection(database, { purpose: "call" }, (client) => client.query("select 1"));
 */
export function createPools(
  settings: PoolSettings,
  findPlatform: (name: string) => Promise<Platform | null>,
  credentialCheckMs?: number,
): Pools {
  const budget = new ConnectionBudget(settings);
  const watch = new CredentialWatch(
    async (name) => (await findPlatform(name))?.credentials ?? null,
    (name) => {
      budget.renew(name);
    },
    credentialCheckMs,
  );

  const withServer: Pools["withServer"] = (name, use) => {
    const server = serverNamed(settings.servers, name, name);
    const pool = budget.pool(server.name, server.database, null);
    const { host, port, database, user, password, tls } = server;
    const target = { host, port, database, user, password, tls, settings: {} };
    const lane = "maintenance";
    const acquired = budget.acquire(pool, lane, () => Promise.resolve(target), undefined);
    return useAndRelease(
      pool,
      acquired.then((connection) => ({ lane, connection })),
      use,
    );
  };
  const logins = createPlatformLogins({
    secretKey: settings.secretKey,
    credentialsOf: (platform) => watch.credentials(platform),
    withServer,
  });

  const useAndRelease = async <T>(
    pool: TenantPool,
    acquired: Lent | Promise<Lent>,
    use: (client: pg.Client) => Promise<T>,
  ): Promise<T> => {
    const { lane, connection } = await acquired;
    try {
      return await use(connection.client);
    } finally {
      if (connection.isBusy) await connection.answered();
      budget.release(pool, lane, connection);
    }
  };

  /** A login that the server refuses is seen to once. */
  const acquire = async (
    pool: TenantPool,
    lane: Lane,
    server: DatabaseServer,
    database: TenantDatabase,
    signal: StopSignal | undefined,
  ): Promise<Lent> => {
    const target = (): Promise<ConnectionTarget> => logins.target(server, database, lane);
    try {
      return { lane, connection: await budget.acquire(pool, lane, target, signal) };
    } catch (error) {
      const next = await logins.afterRefusal(database, lane, error);
      if (next === null) throw error;
      const again = (): Promise<ConnectionTarget> => logins.target(server, database, next);
      return { lane: next, connection: await budget.acquire(pool, next, again, signal) };
    }
  };

  const onPrimary = <T>(
    server: DatabaseServer,
    database: TenantDatabase,
    { purpose, signal }: ConnectionRequest,
    use: (client: pg.Client) => Promise<T>,
  ): Promise<T> => {
    const pool = budget.pool(server.name, database.name, database.platform);
    const lane = logins.laneFor(purpose);
    return useAndRelease(pool, acquire(pool, lane, server, database, signal), use);
  };

  return {
    withConnection: async (database, request, use) => {
      const server = serverNamed(settings.servers, database.server, database.name);
      const { standby } = server;
      if (request.purpose !== "read" || !standby) return onPrimary(server, database, request, use);
      const pool = budget.pool(`${server.name} standby`, database.name, database.platform);
      let lent;
      try {
        const place = { ...server, ...standby };
        lent = await acquire(pool, "call", place, database, request.signal);
      } catch (error) {
        // It is away, or does not have the database yet: the primary has.
        if (isAway(error)) return onPrimary(server, database, request, use);
        throw error;
      }
      return useAndRelease(pool, lent, use);
    },
    renew: async (platform) => {
      await watch.credentials(platform);
    },
    withServer,
    forget: (database) => budget.forget(database.server, database.name),
    statistics: () => budget.statistics(),
    close: () => {
      watch.close();
      return budget.close();
    },
  };
}

function isAway(error: unknown): boolean {
  return (
    error instanceof GatewayError &&
    ["connection_failed", "database_not_found"].includes(error.code)
  );
}
