import { ClientError } from "../errors.js";
import { connectionPool } from "../transport/connection-pool.js";
import type { ConnectionPool, Pool } from "../transport/connection-pool.js";
import { ConnectionTransport } from "../transport/connection-transport.js";
import { queuedConnection, runNamed, runUnnamed } from "../transport/connection.js";
import type { Connection, RunStatement, SqlClient } from "../transport/connection.js";
import { GatewayTransport } from "../transport/gateway-transport.js";
import { PoolTransport } from "../transport/pool-transport.js";
import type { Transport } from "../transport/transport.js";
import type { ClientOptions } from "./client-options.js";

/** What a client works with. */
export interface Backend {
  readonly transport: Transport;
  /** For transactions; undefined where there is no pool. */
  readonly pool?: ConnectionPool | undefined;
  /** Runs something on a connection; undefined where there is none. */
  readonly onConnection?:
    (<T>(work: (connection: Connection) => Promise<T>) => Promise<T>) | undefined;
}

/** @throws {@link ClientError} `invalid_options` unless there is exactly one of pool, client and gateway. */
export function openBackend(options: ClientOptions): Backend {
  const given = [options.pool, options.client, options.gateway].filter(Boolean);
  if (given.length !== 1) {
    throw new ClientError(
      "invalid_options",
      `a client works with one of pool, client and gateway, not with ${given.length} of them`,
    );
  }
  if (options.gateway) return { transport: new GatewayTransport(options.gateway) };
  if (options.prepare === false) return databaseBackend(options, runUnnamed, false);
  return databaseBackend(options, runNamed, true);
}

/** Where connections come from. */
interface Connections<Client> {
  readonly pool?: Pool<Client> | undefined;
  readonly standby?: Pool<Client> | undefined;
  readonly client?: Client | undefined;
}

function databaseBackend<Client extends SqlClient>(
  { pool, standby, client }: Connections<Client>,
  run: RunStatement<Client>,
  isDirect: boolean,
): Backend {
  if (client) {
    const connection = queuedConnection(client, run);
    return {
      transport: new ConnectionTransport(connection),
      onConnection: (work) => work(connection),
    };
  }
  if (!pool) throw new ClientError("invalid_options", "there is neither a pool nor a client");
  const primary = connectionPool(pool, run, isDirect);
  return {
    transport: new PoolTransport(primary, standby && connectionPool(standby, run, isDirect)),
    pool: primary,
    onConnection: (work) => primary.use(work),
  };
}
