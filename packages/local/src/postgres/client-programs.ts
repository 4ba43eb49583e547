import { join } from "node:path";

import { runProgram } from "../cache/run-program.js";
import { debianPrograms, type ProgramsRequest } from "../debian/debian-programs.js";

/**
 * The folder with `pg_dump`, `pg_restore`, `pg_dumpall` and `psql` of a major version: that of `STOPGAP_POSTGRES_PROGRAMS`,
 * the machine's own, or that of Debian's package, which is fetched into the cache.
 *
 * @param major - The server's major version. A dump made by a newer `pg_dump` need not restore into it.
 * @throws {@link LocalError} `unavailable` when they are not to be had.
 * @example
 * const programs = await clientPrograms(18);
 * execFileSync(join(programs, "pg_dump"), [url]);
 */
export async function clientPrograms(
  major: number,
  request: ProgramsRequest = {},
): Promise<string> {
  const named = (request.env ?? process.env)["STOPGAP_POSTGRES_PROGRAMS"];
  const version = major.toString();
  // The second one is where Debian puts them, the third one where other distributions do.
  for (const folder of [
    ...(named ? [named] : []),
    `/usr/lib/postgresql/${version}/bin`,
    `/usr/pgsql-${version}/bin`,
    "/usr/bin",
  ])
    if (await isOfVersion(folder, version)) return folder;
  return debianPrograms(`postgresql-client-${version}`, request);
}

async function isOfVersion(folder: string, major: string): Promise<boolean> {
  try {
    const printed = await runProgram(join(folder, "pg_dump"), ["--version"]);
    return printed.startsWith(`pg_dump (PostgreSQL) ${major}.`);
  } catch {
    return false;
  }
}
