import { type Static, type TObject, Type } from "typebox";

import type { Databases } from "../databases/databases.js";
import { GatewayError } from "../errors/gateway-error.js";
import { tenantIdOf } from "../naming/database-name.js";
import type { Registry, TenantDatabase } from "../registry/registry.js";

/** How requests about functions name databases. */
export const targetFields = {
  schema_name: Type.Optional(Type.String({ minLength: 1 })),
  database_id: Type.Optional(
    Type.String({ minLength: 1, description: "One database of the schema" }),
  ),
  tenant_id: Type.Optional(
    Type.String({ minLength: 1, description: "The database of one tenant; `main` has none" }),
  ),
};

/** What a request names. */
export type Target = Static<TObject<typeof targetFields>>;

/** What the token must be for: a tenant, or the whole platform. */
export function tenantOfTarget({
  database_id: databaseId,
  tenant_id: tenantId,
}: Target): string | null | undefined {
  return databaseId ?? (tenantId === undefined ? undefined : mainOr(tenantId));
}

/**
 * The databases that a request names: one, all of a schema, or all of the platform.
 *
 * @throws GatewayError `invalid_request`, `database_not_found`
 */
export async function targetDatabases(
  registry: Registry,
  databases: Databases,
  platform: string,
  target: Target,
): Promise<readonly TenantDatabase[]> {
  const { schema_name: schemaName, database_id: databaseId, tenant_id: tenantId } = target;
  if (databaseId !== undefined && tenantId !== undefined) {
    throw new GatewayError("invalid_request", "Name database_id or tenant_id, not both");
  }
  if (tenantId !== undefined) {
    return [await databases.find(platform, { kind: "tenant", tenantId: mainOr(tenantId) })];
  }
  if (databaseId === undefined) return registry.databases(platform, schemaName);
  if (schemaName === undefined) {
    throw new GatewayError("invalid_request", "Missing required field: schema_name");
  }
  return [await databases.find(platform, { kind: "schema", schemaName, databaseId })];
}

function mainOr(tenantId: string): string | null {
  return tenantId === "main" ? null : tenantIdOf(tenantId);
}
