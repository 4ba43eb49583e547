import { install, type InstallOptions } from "./install.js";
import { installedRoles, installedVersion } from "./installation.js";
import { defaultRoles, type Roles } from "./roles.js";
import type { SqlClient } from "./sql-client.js";
import { readSqlFile } from "./sql-files.js";
import { fillIn } from "./template.js";
import { version } from "./version.js";

/**
 * Installs Stopgap, unless the database has this version with these roles already. To a database that was made as a copy of one with
 * Stopgap it gives what PostgreSQL does not copy: the rights to the database itself.
 *
 * @param client a session outside of a transaction, of a role that may install
 * @param options names for the roles, as `install` takes them
 * @throws {InstallError} as `install`
 * @example
 * await maintenance.query("create database tenant template with_stopgap");
 * await ensureInstalled(tenant);
 */
export async function ensureInstalled(
  client: SqlClient,
  options: Pick<InstallOptions, "roles"> = {},
): Promise<void> {
  const roles = { ...defaultRoles, ...options.roles };
  if ((await installedVersion(client)) !== version || !(await hasRoles(client, roles))) {
    await install(client, options);
    return;
  }
  const { rows } = await client.query(
    "select pg_catalog.has_database_privilege($1, pg_catalog.current_database(), 'create') as may_create",
    [roles.owner],
  );
  if (rows[0]?.["may_create"] === true) return;
  const { text } = await readSqlFile("install/grant_database.sql");
  await client.query(fillIn(text, { owner: roles.owner }));
}

async function hasRoles(client: SqlClient, roles: Roles): Promise<boolean> {
  const installed = await installedRoles(client);
  return Object.entries(roles).every(([name, role]) => installed[name] === role);
}
