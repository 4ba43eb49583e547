import type { Engine, Mode } from "./engine.js";
import type { Roles } from "./roles.js";
import { oneRow, type SqlClient } from "./sql-client.js";
import { readSqlFile } from "./sql-files.js";

/** What is recorded of an installation. */
interface InstallationRecord {
  readonly version: string;
  readonly engine: Engine;
  readonly mode: Mode;
  readonly roles: Roles;
}

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

/** Records what has been installed. */
export async function recordInstallation(
  client: SqlClient,
  { version, engine, mode, roles }: InstallationRecord,
): Promise<void> {
  const { text } = await readSqlFile("install/record_installation.sql");
  await client.query(text, [version, engine.name, mode, JSON.stringify(roles)]);
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
