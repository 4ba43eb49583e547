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

/** A database of a platform. */
export interface TenantDatabase {
  readonly name: string;
  readonly platform: string;
  /** The name of the server that it is on. */
  readonly server: string;
  readonly identity: DatabaseIdentity;
  readonly createdAt: Date;
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

/** What is known of platforms, schemas and databases: in files, or in PostgreSQL. Several gateways may share it. */
export interface Registry {
  platforms(): Promise<readonly Platform[]>;
  findPlatform(name: string): Promise<Platform | null>;
  /**
   * @throws GatewayError `platform_already_registered`; `invalid_request` for a name that none may have.
   */
  addPlatform(platform: Omit<Platform, "registeredAt">): Promise<Platform>;
  updatePlatform(
    name: string,
    changes: Partial<Pick<Platform, "credentials" | "tokenHash">>,
  ): Promise<Platform>;

  /** All of a platform by name, or those made from one schema. */
  databases(platform: string, schemaName?: string): Promise<readonly TenantDatabase[]>;
  /** By name, whoever owns it. */
  findDatabase(name: string): Promise<TenantDatabase | null>;
  /** By whom and how it is asked for: nobody else's is ever found. */
  findDatabaseOf(platform: string, identity: DatabaseIdentity): Promise<TenantDatabase | null>;
  /** @throws GatewayError `database_already_exists` where the name is taken, by whomever. */
  addDatabase(database: TenantDatabase): Promise<void>;
  removeDatabase(name: string): Promise<void>;
  databaseCounts(): Promise<ReadonlyMap<string, number>>;

  schemas(platform: string): Promise<readonly StoredSchema[]>;
  findSchema(platform: string, name: string, version?: number): Promise<StoredSchema | null>;
  /** Keeps the versions before. */
  storeSchema(
    schema: Omit<StoredSchema, "version" | "storedAt">,
    archive: Uint8Array,
  ): Promise<StoredSchema>;
  readArchive(schema: StoredSchema): Promise<Uint8Array>;

  close(): Promise<void>;
}
