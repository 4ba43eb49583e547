import type { DatabaseIdentity, TenantDatabase } from "../registry/registry.js";

/** How a database is made. */
export interface CreateOptions {
  /** The database of a server that it is made as a copy of; nobody is connected to that. Default: an empty one, `template0`. */
  readonly template?: ((server: string) => Promise<string>) | undefined;
}

/** Makes, finds and drops databases of platforms, and keeps registry, comment and server in step. */
export interface Databases {
  /**
   * Makes an empty database on the emptiest server, with the roles and rights of its platform, its comment and its record. Where `fill`
   * fails, nothing of it is left.
   *
   * @throws GatewayError `database_already_exists`; `invalid_request` for a name that none may have; `connection_failed`.
   */
  create<T>(
    platform: string,
    identity: DatabaseIdentity,
    fill: (database: TenantDatabase) => Promise<T>,
    options?: CreateOptions,
  ): Promise<{ readonly database: TenantDatabase; readonly filled: T }>;
  /**
   * @throws GatewayError `database_not_found`; `platform_not_found`.
   */
  find(platform: string, identity: DatabaseIdentity): Promise<TenantDatabase>;
  /** Bytes; null where its server cannot be asked. */
  size(database: TenantDatabase): Promise<number | null>;
  drop(database: TenantDatabase): Promise<void>;
}
