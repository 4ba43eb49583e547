import type pg from "pg";

import { platformRole } from "../naming/platform-name.js";
import type { Platform, TenantDatabase } from "../registry/registry.js";
import type { DatabaseServer } from "../servers/database-server.js";
import { serverNamed } from "../servers/placement.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";
import { GatewayError } from "../errors/gateway-error.js";
import type { Connection, ConnectionTarget } from "./connection.js";
import { ConnectionBudget } from "./connection-budget.js";
import { CredentialWatch } from "./credential-watch.js";
import type { Lane, TenantPool } from "./tenant-pool.js";
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
>;

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

  const lend = <T>(
    pool: TenantPool,
    lane: Lane,
    target: () => Promise<ConnectionTarget>,
    signal: StopSignal | undefined,
    use: (client: pg.Client) => Promise<T>,
  ): Promise<T> => useAndRelease(pool, lane, budget.acquire(pool, lane, target, signal), use);

  const useAndRelease = async <T>(
    pool: TenantPool,
    lane: Lane,
    acquired: Connection | Promise<Connection>,
    use: (client: pg.Client) => Promise<T>,
  ): Promise<T> => {
    const connection = await acquired;
    try {
      return await use(connection.client);
    } finally {
      if (connection.isBusy) await connection.answered();
      budget.release(pool, lane, connection);
    }
  };

  const onPrimary = <T>(
    server: DatabaseServer,
    database: TenantDatabase,
    { purpose, signal }: ConnectionRequest,
    use: (client: pg.Client) => Promise<T>,
  ): Promise<T> => {
    const pool = budget.pool(server.name, database.name, database.platform);
    const lane = purpose === "deploy" ? "deploy" : "call";
    return lend(pool, lane, () => tenantTarget(server, database, lane, watch), signal, use);
  };

  return {
    withConnection: async (database, request, use) => {
      const server = serverNamed(settings.servers, database.server, database.name);
      const { standby } = server;
      if (request.purpose !== "read" || !standby) return onPrimary(server, database, request, use);
      const pool = budget.pool(`${server.name} standby`, database.name, database.platform);
      const target = (): Promise<ConnectionTarget> =>
        tenantTarget({ ...server, ...standby }, database, "call", watch);
      let connection;
      try {
        connection = await budget.acquire(pool, "call", target, request.signal);
      } catch (error) {
        // It is away, or does not have the database yet: the primary has.
        if (isAway(error)) return onPrimary(server, database, request, use);
        throw error;
      }
      return useAndRelease(pool, "call", connection, use);
    },
    withServer: (name, use) => {
      const server = serverNamed(settings.servers, name, name);
      const pool = budget.pool(server.name, server.database, null);
      const { host, port, database, user, password, tls } = server;
      const target = { host, port, database, user, password, tls, role: null };
      return lend(pool, "maintenance", () => Promise.resolve(target), undefined, use);
    },
    renew: async (platform) => {
      await watch.credentials(platform);
    },
    forget: (database) => budget.forget(database.server, database.name),
    statistics: () => budget.statistics(),
    close: () => {
      watch.close();
      return budget.close();
    },
  };
}

async function tenantTarget(
  server: DatabaseServer,
  { name: database, platform }: TenantDatabase,
  lane: Lane,
  watch: CredentialWatch,
): Promise<ConnectionTarget> {
  const { host, port, user, password, tls } = server;
  if (lane === "deploy") return { host, port, database, user, password, tls, role: null };
  const credentials = await watch.credentials(platform);
  return credentials
    ? { host, port, database, ...credentials, tls, role: null }
    : { host, port, database, user, password, tls, role: platformRole(platform) };
}

function isAway(error: unknown): boolean {
  return (
    error instanceof GatewayError &&
    ["connection_failed", "database_not_found"].includes(error.code)
  );
}
