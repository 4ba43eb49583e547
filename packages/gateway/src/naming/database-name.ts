import { GatewayError } from "../errors/gateway-error.js";
import type { DatabaseIdentity } from "../registry/registry.js";

const validName = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * A part of a database's name: ASCII letters in lower case, digits and `_`; every other character becomes `_`, and the `_` at both ends
 * go.
 *
 * @example
 * sanitizeName("clinic-002"); // "clinic_002"
 */
export function sanitizeName(part: string): string {
  return part
    .replace(/[^A-Za-z0-9_]/gu, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
}

/**
 * The name of a platform's database: `{platform}_main`, `{platform}_{tenant}`, or `{platform}_{schema}_{database_id}`.
 *
 * @throws GatewayError `invalid_request` where that is no name that a database can have: it starts with a digit, has more than 63
 * characters, or nothing of a part is left.
 * @example
 * databaseName("institute-app", { kind: "tenant", tenantId: null }); // "institute_app_main"
 */
export function databaseName(platform: string, identity: DatabaseIdentity): string {
  const parts = [platform, ...identityParts(identity)].map(sanitizeName);
  const name = parts.join("_");
  if (parts.includes("") || !validName.test(name))
    throw new GatewayError("invalid_request", `Invalid database name: ${name}`);
  return name;
}

function identityParts(identity: DatabaseIdentity): readonly string[] {
  return identity.kind === "tenant"
    ? [identity.tenantId ?? "main"]
    : [identity.schemaName, identity.databaseId];
}

/** What an identity is found by: two that differ have two keys. */
export function identityKey(identity: DatabaseIdentity): string {
  if (identity.kind === "schema")
    return `schema ${JSON.stringify([identity.schemaName, identity.databaseId])}`;
  return identity.tenantId === null ? "main" : `tenant ${identity.tenantId}`;
}

/** A tenant as forms and JSON name it: nothing, `""` and `null` as a word are none. */
export function tenantIdOf(value: string | null | undefined): string | null {
  return value === undefined || value === null || value === "" || value === "null" ? null : value;
}
