import pg from "pg";

import { GatewayError } from "../errors/gateway-error.js";
import type { DatabaseIdentity } from "../registry/registry.js";

/** Nobody of this platform has such a database. Whether the platform is known is not told. */
export function databaseNotFound(platform: string, identity: DatabaseIdentity): GatewayError {
  if (identity.kind === "schema") {
    const database = `${platform}_${identity.schemaName}_${identity.databaseId}`;
    return new GatewayError(
      "database_not_found",
      `Database '${database}' not found for platform '${platform}', database_id '${identity.databaseId}'`,
      { database },
    );
  }
  const { tenantId } = identity;
  const tenant = tenantId === null ? "None" : `Some(${JSON.stringify(tenantId)})`;
  return new GatewayError(
    "database_not_found",
    `Database for platform '${platform}' with tenant ${tenant} not found`,
    { database: `${platform}_${tenantId ?? "main"}` },
  );
}

/**
 * What PostgreSQL says about making a database, or roles and rights.
 *
 * @param object - Such as `database 'shop_main'`.
 */
export function creationError(object: string, error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  return new GatewayError(
    "internal_error",
    `Failed to create ${object}`,
    {
      reason: error.message,
      sqlstate: error.code,
      detail: error.detail,
      hint:
        error.code === "42501" ? "The gateway's role needs CREATEDB and CREATEROLE." : error.hint,
    },
    { cause: error },
  );
}
