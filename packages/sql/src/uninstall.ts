import { InstallError } from "./errors.js";
import { installedExtensions, installedVersion } from "./installation.js";
import { quoteIdentifier } from "./quote.js";
import { oneRow, type SqlClient } from "./sql-client.js";
import { readSqlFile } from "./sql-files.js";
import { fillIn } from "./template.js";

/** How to remove an installation. */
export interface UninstallOptions {
  /** Also drop deployments and live schemas. Default false: refuse while there are any. */
  readonly dropDeployments?: boolean;
}

/**
 * Removes Stopgap from a database in one transaction, functions written in plts included, whether it was installed or created as
 * extensions. Roles stay, and so does the right to set Stopgap's settings: those are the cluster's. The engine stays too.
 *
 * @param client a session of a superuser, or of the role that installed
 * @throws {InstallError} `not_installed`, or `in_use` while deployments exist
 * @example
 * await uninstall(client, { dropDeployments: true });
 */
export async function uninstall(client: SqlClient, options: UninstallOptions = {}): Promise<void> {
  await client.query("begin");
  try {
    await remove(client, options);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function remove(client: SqlClient, options: UninstallOptions): Promise<void> {
  await client.query((await readSqlFile("install/lock.sql")).text);
  if ((await installedVersion(client)) === null) {
    throw new InstallError(
      "not_installed",
      "this database has no Stopgap",
      "There is nothing to remove.",
    );
  }
  const extensions = await installedExtensions(client);
  const count = await countDeployments(client);
  if (count > 0 && options.dropDeployments !== true) {
    throw new InstallError(
      "in_use",
      `this database has ${String(count)} deployments`,
      "Drop them too if that is what you want: uninstall(client, { dropDeployments: true }).",
    );
  }
  await client.query("set local client_min_messages = warning");
  const { owner, engine } = await oneRow(
    client,
    "select i.roles ->> 'owner' as owner, i.engine from plts.installation i",
  );
  await client.query((await readSqlFile("uninstall/drop_live_schemas.sql")).text);
  for (const { name } of [...extensions].reverse())
    await client.query(`drop extension ${quoteIdentifier(name)} cascade`);
  if (extensions.length === 0)
    await client.query((await readSqlFile("uninstall/drop_schemas.sql")).text);
  const variables = { owner: String(owner), engine: String(engine) };
  await client.query(fillIn((await readSqlFile("uninstall/revoke.sql")).text, variables));
}

async function countDeployments(client: SqlClient): Promise<number> {
  const { is_there: isThere } = await oneRow(
    client,
    "select to_regclass('stopgap.deployment') is not null as is_there",
  );
  // The language can be there alone, as an extension.
  if (isThere !== true) return 0;
  const { count } = await oneRow(client, "select count(*)::int as count from stopgap.deployment");
  return Number(count);
}
