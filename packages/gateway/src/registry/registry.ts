/** A platform: whose databases, schemas and tokens these are. */
export interface Platform {
  readonly name: string;
  readonly registeredAt: Date;
  /** False where it is known only because `POST /register` has made a database for it. */
  readonly isRegistered: boolean;
  /** What its databases are called with. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
  /** SHA-256 of its token, as hex digits. */
  readonly tokenHash: string | null;
}

/** How a database is asked for. */
export type DatabaseIdentity =
  | { readonly kind: "tenant"; readonly tenantId: string | null }
  | { readonly kind: "schema"; readonly schemaName: string; readonly databaseId: string };

/**
 * How far a database is. `creating`: its name is taken, and whoever makes it is at it or was cut off; nobody finds it. `empty`: made by an
 * administrator, without a schema so far.
 */
export type DatabaseState = "creating" | "empty" | "ready";

/** A database of a platform. */
export interface TenantDatabase {
  readonly name: string;
  readonly platform: string;
  /** The name of the server that it is on. */
  readonly server: string;
  readonly identity: DatabaseIdentity;
  readonly createdAt: Date;
  readonly state: DatabaseState;
}

/** One upload of a schema. */
export interface StoredSchema {
  readonly platform: string;
  readonly name: string;
  /** The first is 1; the last one counts. */
  readonly version: number;
  /** SHA-256 of the archive, as hex digits. */
  readonly checksum: string;
  readonly hasTables: boolean;
  readonly hasFunctions: boolean;
  readonly hasMigrations: boolean;
  readonly hasSeeders: boolean;
  readonly storedAt: Date;
}

/** How much a platform has. */
export interface PlatformCounts {
  readonly schemas: number;
  readonly databases: number;
}

/** What is known of platforms, schemas and databases: in files, or in PostgreSQL. Several gateways may share it. */
export interface Registry {
  /** By name. */
  platforms(): Promise<readonly Platform[]>;
  findPlatform(name: string): Promise<Platform | null>;
  /**
   * Registers a platform, also one that is known already because it has a database.
   *
   * @throws GatewayError `platform_already_registered`; `conflict` where its databases could not be told from another platform's;
   * `invalid_request` for a name that none may have, and for credentials without `STOPGAP_SECRET_KEY`.
   */
  addPlatform(platform: Omit<Platform, "registeredAt" | "isRegistered">): Promise<Platform>;
  /** Takes back that a platform was registered. It is still known where it has databases or schemas. */
  unregisterPlatform(name: string): Promise<void>;
  /** @throws GatewayError `platform_not_found`. */
  updatePlatform(
    name: string,
    changes: Partial<Pick<Platform, "credentials" | "tokenHash">>,
  ): Promise<Platform>;

  /** All of a platform by name, or those made from one schema. */
  databases(platform: string, schemaName?: string): Promise<readonly TenantDatabase[]>;
  /** By name, whoever owns it, those too that are being made. */
  findDatabase(name: string): Promise<TenantDatabase | null>;
  /** By whom and how it is asked for: nobody else's is ever found. */
  findDatabaseOf(platform: string, identity: DatabaseIdentity): Promise<TenantDatabase | null>;
  /** The only one of a platform's schemas with this id; null also where there are several. */
  findDatabaseById(platform: string, databaseId: string): Promise<TenantDatabase | null>;
  /**
   * Takes a name for a database that is about to be made. A platform that nobody has registered is known from then on, for as long as it
   * has a database, where the database is of a tenant.
   *
   * @throws GatewayError `database_already_exists` where the name is taken, by whomever; `platform_not_found`; `conflict` where the
   * platform's databases could not be told from another's.
   */
  reserveDatabase(database: Omit<TenantDatabase, "state">): Promise<void>;
  /** It is made, and found from now on. */
  confirmDatabase(name: string, state: Exclude<DatabaseState, "creating">): Promise<void>;
  removeDatabase(name: string): Promise<void>;
  /** Those whose making has not come to its end so far. */
  reservedDatabases(): Promise<readonly TenantDatabase[]>;
  /** Databases on each server, by its name. */
  serverCounts(): Promise<ReadonlyMap<string, number>>;
  /** By the platform's name. */
  platformCounts(): Promise<ReadonlyMap<string, PlatformCounts>>;

  /** The last version of each, by name. */
  schemas(platform: string): Promise<readonly StoredSchema[]>;
  /** The last version, or the one that is asked for. */
  findSchema(platform: string, name: string, version?: number): Promise<StoredSchema | null>;
  /**
   * Keeps the versions before. The same archive as the last one is no new version.
   *
   * @throws GatewayError `platform_not_found`; `invalid_request` for a name that none may have.
   */
  storeSchema(
    schema: Omit<StoredSchema, "version" | "storedAt">,
    archive: Uint8Array,
  ): Promise<StoredSchema>;
  /** @throws GatewayError `schema_not_found`. */
  readArchive(schema: StoredSchema): Promise<Uint8Array>;

  close(): Promise<void>;
}
