import type pg from "pg";

import type { TenantDatabase } from "../registry/registry.js";

/** Who a connection is for. */
export type ConnectionPurpose =
  /** Calls: as the platform's own role, which owns nothing. */
  | "call"
  /** Calls that only read: to the standby, where there is one. */
  | "read"
  /** Schemas and deployments: as the role that owns the database, which is the platform's where platforms have logins, or else the gateway's. */
  | "deploy"
  /** What only the gateway may do in a tenant's database: as its own role, whoever owns the database. Nothing of the tenant's is run. */
  | "install";

/** What of an `AbortSignal` is needed. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface ConnectionRequest {
  readonly purpose: ConnectionPurpose;
  readonly signal?: StopSignal | undefined;
}

/** Figures for `/health` and `/metrics`. */
export interface PoolStatistics {
  readonly activePools: number;
  readonly totalConnections: number;
  readonly idleConnections: number;
  readonly waitingRequests: number;
  readonly evictedPools: number;
  readonly exhausted: number;
}

/** Connections to all databases, within one budget. */
export interface Pools {
  /**
   * Lends a connection for as long as `use` runs. A connection that `use` leaves in a transaction, with a statement under way or with
   * other main settings (`TimeZone`, `search_path` from PostgreSQL 18 on) is closed; nothing is asked to find that out.
   *
   * @throws GatewayError `pool_exhausted` with `Retry-After`; `connection_failed`; `database_not_found` where the server has no such database.
   */
  withConnection<T>(
    database: TenantDatabase,
    request: ConnectionRequest,
    use: (client: pg.Client) => Promise<T>,
  ): Promise<T>;
  /** A connection to a server's maintenance database. */
  withServer<T>(server: string, use: (client: pg.Client) => Promise<T>): Promise<T>;
  /** Closes what is idle to a database, and what is lent when it comes back: it is about to be dropped. */
  forget(database: TenantDatabase): Promise<void>;
  /** Has a platform's databases called with its credentials as they are now: other connections to them are closed, or are when they come back. */
  renew(platform: string): Promise<void>;
  statistics(): PoolStatistics;
  close(): Promise<void>;
}
