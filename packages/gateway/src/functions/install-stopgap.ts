import { defaultRoles, ensureInstalled, type Roles } from "@stopgap/sql";
import type pg from "pg";

import { runGatewaySql } from "../databases/gateway-sql.js";
import { GatewayError } from "../errors/gateway-error.js";
import { ownerRole, platformRole } from "../naming/platform-name.js";
import type { Pools } from "../pools/pools.js";
import type { TenantDatabase } from "../registry/registry.js";

/**
 * Stopgap's roles in tenants' databases. Who deploys there is nobody in a database with Stopgap that is not a tenant's: platforms are
 * members of that role.
 */
export const tenantRoles: Roles = { ...defaultRoles, deployer: "stopgap_tenant_deployer" };

/**
 * Sees to Stopgap in a tenant's database, and lets its platform use it. In transactions of its own: what is there already loses nothing by
 * it.
 *
 * @throws InstallError; GatewayError `conflict` where the platform has made a schema that has to be Stopgap's.
 */
export function installStopgap(
  pools: Pick<Pools, "withConnection">,
  database: TenantDatabase,
  signal: AbortSignal | undefined,
): Promise<void> {
  return pools.withConnection(database, { purpose: "install", signal }, (client) =>
    installFor(client, database),
  );
}

async function installFor(client: pg.Client, { name, platform }: TenantDatabase): Promise<void> {
  const { app, deployer } = tenantRoles;
  await refuseForeignSchemas(client, name);
  await ensureInstalled(client, { roles: { deployer } });
  await runGatewaySql(client, "grant-stopgap-roles.sql", {
    app,
    deployer,
    role: platformRole(platform),
    owner: ownerRole(platform),
  });
}

/** Whoever installs has all rights of the gateway's role: nothing of it goes where somebody else decides what happens. */
async function refuseForeignSchemas(client: pg.Client, database: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select nspname as name
       from pg_catalog.pg_namespace
      where nspname in ('plts', 'stopgap', 'stopgap_version', 'stopgap_definer')
        and pg_catalog.pg_get_userbyid(nspowner) <> $1`,
    [tenantRoles.owner],
  );
  const [first] = rows;
  if (!first) return;
  throw new GatewayError(
    "conflict",
    `Functions in TypeScript need the schema '${first.name}', and it is not Stopgap's`,
    { database, hint: "Rename or drop the schema." },
  );
}
