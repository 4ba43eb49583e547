import type { DeclaredMigration } from "../declared/declared-schema.js";
import { sqlstateOf } from "../postgres-error.js";
import { recordMigrations } from "../tracking/record-migrations.js";
import { concurrentIndexOf } from "./concurrent-index.js";
import type { SchemaRun } from "./schema-run.js";

const notInTransaction = "25001";

/**
 * What a plan does with a migration that runs outside of a transaction: what PostgreSQL does in one, so that the comparison
 * sees it.
 *
 * @returns the names of the indexes that it would build
 */
export async function rehearseOutsideTransaction(
  run: SchemaRun,
  migration: DeclaredMigration,
): Promise<readonly string[]> {
  const { name } = migration;
  const indexes: string[] = [];
  for (const statement of migration.statements) {
    const index = await concurrentIndexOf(statement.text);
    if (index) {
      if (index.name !== null) indexes.push(index.name);
      continue;
    }
    await run.query("savepoint stopgap_statement");
    try {
      await run.execute(statement, "migration_failed", `Migration ${name}`, name);
    } catch (error) {
      if (sqlstateOf(error) !== notInTransaction) throw error;
      await run.query("rollback to savepoint stopgap_statement");
    }
    await run.query("release savepoint stopgap_statement");
  }
  await recordMigrations(run, [migration], false);
  return indexes;
}
