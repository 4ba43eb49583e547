import { install } from "./install.js";
import { installedVersion } from "./installation.js";
import { defaultRoles } from "./roles.js";
import type { SqlClient } from "./sql-client.js";
import { readSqlFile } from "./sql-files.js";
import { fillIn } from "./template.js";
import { version } from "./version.js";

/**
 * Installs Stopgap with its usual roles, unless the database has this version already. To a database that was made as a copy of one with
 * Stopgap it gives what PostgreSQL does not copy: the rights to the database itself.
 *
 * @param client a session outside of a transaction, of a role that may install
 * @throws {InstallError} as `install`
 * @example
 * await maintenance.query("create database tenant template with_stopgap");
 * await ensureInstalled(tenant);
 */
export async function ensureInstalled(client: SqlClient): Promise<void> {
  if ((await installedVersion(client)) !== version) {
    await install(client);
    return;
  }
  const { rows } = await client.query(
    "select pg_catalog.has_database_privilege($1, pg_catalog.current_database(), 'create') as may_create",
    [defaultRoles.owner],
  );
  if (rows[0]?.["may_create"] === true) return;
  const { text } = await readSqlFile("install/grant_database.sql");
  await client.query(fillIn(text, { owner: defaultRoles.owner }));
}
