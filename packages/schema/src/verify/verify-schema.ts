import type { Verification } from "../apply/schema-result.js";
import { compareSchema } from "../compare/compare-schema.js";
import { rolledBack } from "../compare/scratch/rolled-back.js";
import type { DeclaredSchema } from "../declared/declared-schema.js";
import { checkSeeds } from "../seeds/check-seeds.js";
import type { Session } from "../session.js";
import { sqlText } from "../sql/sql-text.js";
import { verifyDatabase } from "./verify-database.js";

const lockTimeoutMs = "5000";

/**
 * Whether a database is as declared: extensions, types, tables and the rows of the seeds. In a transaction that is rolled
 * back; in one of the caller's, a savepoint.
 *
 * @example
 * const { passed, errorLog } = await verifySchema(client, declared);
 */
export async function verifySchema(
  session: Session,
  declared: DeclaredSchema,
): Promise<Verification> {
  return rolledBack(session, async () => {
    await session.query(sqlText("queries/set-local.sql"), [lockTimeoutMs]);
    const changes = await compareSchema(session, declared);
    const seeds = await checkSeeds(session, declared.seeds);
    return verifyDatabase(session, declared, changes, seeds);
  });
}
