import type { DatabaseIdentity, Platform, TenantDatabase } from "../registry/registry.js";

/** How a database is made. */
export interface CreateOptions {
  /** The database of a server that it is made as a copy of; nobody is connected to that. Default: an empty one, `template0`. */
  readonly template?: ((server: string) => Promise<string>) | undefined;
}

/** Makes, finds and drops databases of platforms, and keeps registry, comment and server in step. */
export interface Databases {
  /**
   * Makes an empty database on the emptiest server, with the roles and rights of its platform, its comment and its record. Where `fill`
   * fails, nothing of it is left. One that an administrator has made empty is filled; where that fails, it stays as it was.
   *
   * @throws GatewayError `database_already_exists`; `invalid_request` for a name that none may have; `connection_failed`.
   */
  create<T>(
    platform: string,
    identity: DatabaseIdentity,
    fill: (database: TenantDatabase) => Promise<T>,
    options?: CreateOptions,
  ): Promise<{ readonly database: TenantDatabase; readonly filled: T }>;
  /** Makes one without a schema, which {@link create} can fill later. */
  createEmpty(platform: string, identity: DatabaseIdentity): Promise<TenantDatabase>;
  /**
   * The database of a platform. A tenant that is none is looked for among the ids of the databases of schemas.
   *
   * @throws GatewayError `database_not_found`, also where there is no such platform.
   */
  find(platform: string, identity: DatabaseIdentity): Promise<TenantDatabase>;
  /**
   * Makes the roles of a platform on all servers that can be reached; on the others they are made with its first database there.
   *
   * @throws GatewayError `invalid_request` for a login that a platform may not have; `connection_failed` where no server can be reached.
   */
  preparePlatform(platform: Pick<Platform, "name" | "credentials">): Promise<void>;
  /** Lets the platform's role work with what the tenant's own schemas have now. After every change of a schema. */
  grantRights(database: TenantDatabase): Promise<void>;
  /** Bytes; null where its server cannot be asked. */
  size(database: TenantDatabase): Promise<number | null>;
  drop(database: TenantDatabase): Promise<void>;
  /** Removes what gateways have left that were cut off while they made a database. Tells what could not be removed. */
  removeLeftovers(): Promise<
    readonly { readonly database: TenantDatabase; readonly error: unknown }[]
  >;
}
