import type { SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";
import { checkEngine } from "./check-engine.js";
import { checkEnvironments } from "./check-environments.js";
import { checkInstallation } from "./check-installation.js";
import { checkLocks } from "./check-locks.js";
import { checkPooler } from "./check-pooler.js";
import { checkRights } from "./check-rights.js";
import { checkRoles } from "./check-roles.js";
import { checkServer } from "./check-server.js";
import { checkSettings } from "./check-settings.js";
import { checkWritable } from "./check-writable.js";
import type { Finding } from "./finding.js";
import { lookAround } from "./surroundings.js";

/** How to look. */
export interface DiagnoseOptions {
  /** Another session of the same database, which shows in which mode a pooler is. Default: none. */
  readonly second?: SqlClient | undefined;
}

/**
 * Looks at a database for all that keeps Stopgap from working, or from working well. It changes nothing, works for any
 * role, and where Stopgap is not installed; what the role may not see is left out.
 *
 * @param client - A connected client of `pg`.
 * @returns what was found, also where all is well
 * @throws {DeployerError} where the database cannot be asked
 * @example
 * const findings = await diagnose(client);
 * for (const { found, remedy } of findings) if (remedy !== null) console.log(found, remedy);
 */
export async function diagnose(
  client: SqlClient,
  { second }: DiagnoseOptions = {},
): Promise<readonly Finding[]> {
  const seen = await lookAround(client);
  const findings = [
    checkServer(seen),
    ...checkEngine(seen),
    await checkInstallation(client, seen),
    ...checkRoles(seen),
    ...checkRights(seen),
    checkWritable(seen),
    await checkPooler(client, seen, second),
    ...checkSettings(seen),
  ];
  if (!(await maySeeDeployments(client))) return findings;
  return [...findings, await checkLocks(client, seen), ...(await checkEnvironments(client))];
}

function maySeeDeployments(client: SqlClient): Promise<boolean> {
  const statement = `
    select (count(*) filter (
      where has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')) = 3)::text as answer
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'stopgap' and c.relname in ('environment', 'deployment', 'fn_version')`;
  return ask(client, statement, []);
}
