import { oneRow, type SqlClient } from "./sql-client.js";
import { readSqlFile } from "./sql-files.js";
import { fillIn, type Variables } from "./template.js";

/** The version that a database has; null where there is none. */
export async function installedVersion(client: SqlClient): Promise<string | null> {
  const { is_there: isThere } = await oneRow(
    client,
    "select to_regclass('plts.installation') is not null as is_there",
  );
  if (isThere !== true) return null;
  const { rows } = await client.query("select version from plts.installation");
  return rows[0] ? String(rows[0]["version"]) : null;
}

/** The roles that a database was installed with. */
export async function installedRoles(
  client: SqlClient,
): Promise<Readonly<Record<string, unknown>>> {
  const { roles } = await oneRow(client, "select roles from plts.installation");
  return typeof roles === "object" && roles !== null ? { ...roles } : {};
}

/** The statement that records what has been installed. */
export async function recordInstallation(variables: Variables): Promise<string> {
  return fillIn((await readSqlFile("install/record_installation.sql")).text, variables);
}

/** An extension of Stopgap that a database has. */
export interface InstalledExtension {
  readonly name: string;
  readonly version: string;
}

/** The extensions of Stopgap that a database has: none where it was installed without. */
export async function installedExtensions(
  client: SqlClient,
): Promise<readonly InstalledExtension[]> {
  const { rows } = await client.query((await readSqlFile("install/extensions.sql")).text);
  return rows.map((row) => ({ name: String(row["name"]), version: String(row["version"]) }));
}

/** Whether one version is newer than another, by its three numbers. */
export function isNewer(version: string, than: string): boolean {
  const [left, right] = [numbers(version), numbers(than)];
  const place = left.findIndex((number, index) => number !== right[index]);
  return place !== -1 && (left[place] ?? 0) > (right[place] ?? 0);
}

function numbers(version: string): number[] {
  return version.split("-", 1).flatMap((release) => release.split(".").map(Number));
}
