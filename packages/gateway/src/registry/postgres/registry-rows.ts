import type { SecretBox } from "../../secrets/secret-box.js";
import type { DatabaseState, Platform, StoredSchema, TenantDatabase } from "../registry.js";
import { openCredentials } from "../stored-credentials.js";

export interface PlatformRow {
  readonly key: string;
  readonly name: string;
  readonly registered_at: Date;
  readonly is_registered: boolean;
  readonly db_user: string | null;
  readonly db_password: string | null;
  readonly token_hash: string | null;
}

export interface DatabaseRow {
  readonly name: string;
  readonly platform: string;
  readonly tenant_id: string | null;
  readonly schema_name: string | null;
  readonly database_id: string | null;
  readonly server: string;
  readonly state: DatabaseState;
  readonly created_at: Date;
}

export interface SchemaRow {
  readonly platform: string;
  readonly name: string;
  readonly version: number;
  readonly checksum: string;
  readonly has_tables: boolean;
  readonly has_functions: boolean;
  readonly has_migrations: boolean;
  readonly has_seeders: boolean;
  readonly stored_at: Date;
}

export function platformOf(secrets: SecretBox, row: PlatformRow): Platform {
  return {
    name: row.name,
    registeredAt: row.registered_at,
    isRegistered: row.is_registered,
    credentials: openCredentials(secrets, row.name, row),
    tokenHash: row.token_hash,
  };
}

export function databaseOf(row: DatabaseRow): TenantDatabase {
  const { name, platform, server, state, schema_name, database_id, tenant_id } = row;
  return {
    name,
    platform,
    server,
    identity:
      schema_name !== null && database_id !== null
        ? { kind: "schema", schemaName: schema_name, databaseId: database_id }
        : { kind: "tenant", tenantId: tenant_id },
    createdAt: row.created_at,
    state,
  };
}

export function schemaOf(row: SchemaRow): StoredSchema {
  return {
    platform: row.platform,
    name: row.name,
    version: row.version,
    checksum: row.checksum,
    hasTables: row.has_tables,
    hasFunctions: row.has_functions,
    hasMigrations: row.has_migrations,
    hasSeeders: row.has_seeders,
    storedAt: row.stored_at,
  };
}
