import { InstallError } from "./errors.js";
import { installedVersion } from "./installation.js";
import { oneRow, type SqlClient } from "./sql-client.js";

/** How to remove an installation. */
export interface UninstallOptions {
  /** Also drop deployments and live schemas. Default false: refuse while there are any. */
  readonly dropDeployments?: boolean;
}

/**
 * Removes Stopgap from a database, functions written in plts included. The roles stay: they are the cluster's.
 *
 * @throws {InstallError} `not_installed`, or `in_use` while deployments exist
 */
export async function uninstall(client: SqlClient, options: UninstallOptions = {}): Promise<void> {
  if ((await installedVersion(client)) === null) {
    throw new InstallError(
      "not_installed",
      "this database has no Stopgap",
      "There is nothing to remove.",
    );
  }
  const { count } = await oneRow(client, "select count(*)::int as count from stopgap.deployment");
  if (Number(count) > 0 && options.dropDeployments !== true) {
    throw new InstallError(
      "in_use",
      `this database has ${String(count)} deployments`,
      "Drop them too if that is what you want: uninstall(client, { dropDeployments: true }).",
    );
  }
  await client.query("begin");
  try {
    const { rows } = await client.query(
      "select format('drop schema if exists %I cascade', live_schema) as statement from stopgap.environment where live_schema is not null",
    );
    for (const row of rows) await client.query(String(row["statement"]));
    await client.query("set local client_min_messages = warning");
    await client.query("drop language if exists plts cascade");
    await client.query(
      "drop schema if exists stopgap_version, stopgap_definer, stopgap, plts cascade",
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
