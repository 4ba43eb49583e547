import type { DeclaredMigration, DeclaredStatement } from "../declared/declared-schema.js";
import { isPostgresError } from "../postgres-error.js";
import { SchemaError } from "../errors.js";
import type { Session } from "../session.js";
import { sqlText } from "../sql/sql-text.js";
import { recordMigrations } from "../tracking/record-migrations.js";
import type { ChangelogType } from "../tracking/changelog-entry.js";
import { writeChangelog } from "../tracking/write-changelog.js";
import { commitSoFar } from "./commit-so-far.js";
import { buildConcurrently, concurrentIndexOf } from "./concurrent-index.js";
import type { SchemaRun } from "./schema-run.js";

/**
 * Runs a migration outside of any transaction, with what was done so far committed before it. Each statement that is done is
 * kept, so that a run after a failure goes on where that has stopped.
 */
export async function runOutsideTransaction(
  run: SchemaRun,
  migration: DeclaredMigration,
): Promise<void> {
  const { name, checksum, statements } = migration;
  const { rows } = await run.query(sqlText("queries/statements-done.sql"), [name, checksum]);
  const earlier = rows[0]?.["done"];
  const done = typeof earlier === "number" ? earlier : 0;
  await commitSoFar(run, () =>
    withPublicFirst(run.session, async () => {
      const log = (type: ChangelogType, detail: Readonly<Record<string, unknown>>) =>
        writeChangelog(run.session, [{ type, object: name, forced: false, detail }]);
      await log("migration_started", { checksum, statements_done: done });
      try {
        for (const [index, statement] of statements.entries()) {
          if (index < done) continue;
          const wasTried = typeof earlier === "number" && index === done;
          await runStatement(run, name, statement, wasTried);
          await log("migration_progressed", { checksum, statements_done: index + 1 });
        }
      } catch (error) {
        // A connection that is lost can keep nothing.
        await log("migration_failed", failureDetail(checksum, error)).catch(() => undefined);
        throw error;
      }
      await record(run.session, migration);
    }),
  );
}

async function runStatement(
  run: SchemaRun,
  migration: string,
  statement: DeclaredStatement,
  wasTried: boolean,
): Promise<void> {
  const execute = (): Promise<void> =>
    run.execute(statement, "migration_failed", `Migration ${migration}`, migration);
  const index = await concurrentIndexOf(statement.text);
  if (index) await buildConcurrently(run.session, index, wasTried, execute);
  else await execute();
}

async function record(session: Session, migration: DeclaredMigration): Promise<void> {
  const { name, checksum, statements } = migration;
  await session.query("begin");
  try {
    await recordMigrations(session, [migration], false);
    const detail = { checksum, statements: statements.length, transaction: false };
    await writeChangelog(session, [
      { type: "migration_applied", object: name, detail, forced: false },
    ]);
    await session.query("commit");
  } catch (error) {
    await session.query("rollback").catch(() => undefined);
    throw error;
  }
}

function failureDetail(checksum: string, error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof SchemaError) {
    return { checksum, code: error.code, sqlstate: error.sqlstate ?? null };
  }
  return { checksum, sqlstate: isPostgresError(error) ? error.code : null };
}

/** As within the transactions of a run, names without a schema are those of `public`. */
async function withPublicFirst<Result>(
  session: Session,
  work: () => Promise<Result>,
): Promise<Result> {
  const { rows } = await session.query("select current_setting('search_path') as before");
  const before = rows[0]?.["before"];
  const set = "select set_config('search_path', $1, false)";
  await session.query(set, [before === "" ? "public" : `public, ${String(before)}`]);
  try {
    return await work();
  } finally {
    await session.query(set, [before]).catch(() => undefined);
  }
}
