import type { DeclaredMigration } from "../declared/declared-schema.js";
import { SchemaError } from "../errors.js";
import { parseStatement } from "../sql/parse-statement.js";
import { sqlstateOf } from "../postgres-error.js";
import { commitSoFar } from "./commit-so-far.js";
import { statementLocks } from "../hazards/statement-locks.js";
import { sqlText } from "../sql/sql-text.js";
import { recordMigrations } from "../tracking/record-migrations.js";
import { runOutsideTransaction } from "./migration-outside-transaction.js";
import { rehearseOutsideTransaction } from "./rehearse-migration.js";
import type { SchemaRun } from "./schema-run.js";

/** What the migrations of a run came to. */
export interface MigrationsResult {
  readonly applied: readonly string[];
  /** Indexes that a plan could not build, because they are built outside of a transaction. */
  readonly plannedIndexes: readonly string[];
}

/**
 * Records all migrations as done, without running them: the tables are made as they are after them.
 *
 * @throws {@link SchemaError} `migration_changed`
 */
export async function baselineMigrations(run: SchemaRun): Promise<void> {
  const pending = await pendingMigrations(run);
  await run.phase("migrations", pending.length, async (advance) => {
    if (pending.length === 0) return;
    await recordMigrations(run, pending, true);
    for (const { name, checksum } of pending) {
      run.record({ phase: "migrations", action: "baseline", object: name, statements: [] });
      run.log("migration_baselined", name, { checksum });
      advance();
    }
  });
}

/**
 * Runs the migrations that have not run yet, in order, each once: with its record, or not at all.
 *
 * @throws {@link SchemaError} `migration_changed` where one was edited after it has run, before any other runs
 */
export async function runMigrations(run: SchemaRun): Promise<MigrationsResult> {
  const pending = await pendingMigrations(run);
  return run.phase("migrations", pending.length, async (advance) => {
    const plannedIndexes: string[] = [];
    for (const migration of pending) {
      await runMigration(run, migration, plannedIndexes);
      await recordStep(run, migration);
      if (run.options.commitsEnumValues && (await addsEnumValue(migration))) {
        await commitSoFar(run, () => Promise.resolve());
      }
      advance();
    }
    return { applied: pending.map(({ name }) => name), plannedIndexes };
  });
}

async function runMigration(
  run: SchemaRun,
  migration: DeclaredMigration,
  plannedIndexes: string[],
): Promise<void> {
  if (migration.transactional) {
    await runInTransaction(run, migration);
  } else if (run.options.isPlan) {
    plannedIndexes.push(...(await rehearseOutsideTransaction(run, migration)));
  } else {
    await runOutsideTransaction(run, migration);
  }
}

async function runInTransaction(run: SchemaRun, migration: DeclaredMigration): Promise<void> {
  const { name, checksum, statements } = migration;
  for (const statement of statements) {
    try {
      await run.execute(statement, "migration_failed", `Migration ${name}`, name);
    } catch (error) {
      throw withTransactionHint(error);
    }
  }
  await recordMigrations(run, [migration], false);
  run.log("migration_applied", name, { checksum, statements: statements.length });
}

async function addsEnumValue({ statements }: DeclaredMigration): Promise<boolean> {
  const trees = await Promise.all(statements.map(({ text }) => parseStatement(text)));
  return trees.some((tree) => tree !== undefined && "AlterEnumStmt" in tree);
}

const hints: Readonly<Record<string, string>> = {
  "25001":
    "Put the statement into a migration of its own that begins with -- stopgap: no-transaction.",
  "55P04": "Add the value in a migration of its own, before the one that uses it.",
};

/** What PostgreSQL refuses in a transaction it may do outside of one, or in the next. */
function withTransactionHint(error: unknown): unknown {
  const hint = hints[sqlstateOf(error) ?? ""];
  if (!(error instanceof SchemaError) || hint === undefined) return error;
  const { code, message, file, line, object, sqlstate, detail } = error;
  const { cause } = error;
  return new SchemaError(code, message, { file, line, object, sqlstate, detail, hint }, { cause });
}

async function pendingMigrations(run: SchemaRun): Promise<readonly DeclaredMigration[]> {
  const { migrations } = run.declared;
  if (migrations.length === 0) return [];
  const { rows } = await run.query(sqlText("queries/applied-migrations.sql"));
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const edited = migrations.filter(
    ({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum,
  );
  if (edited[0] !== undefined) throw editedError(edited, edited[0]);
  return migrations.filter(({ name }) => !applied.has(name));
}

function editedError(edited: readonly DeclaredMigration[], first: DeclaredMigration): SchemaError {
  const names = edited.map(({ name }) => name).join(", ");
  return new SchemaError(
    "migration_changed",
    `${edited.length === 1 ? "A migration was" : "Migrations were"} edited after being applied: ${names}`,
    {
      file: first.file,
      object: first.name,
      hint: "Restore what has run, and write a new migration for what should change.",
    },
  );
}

async function recordStep(run: SchemaRun, { name, statements }: DeclaredMigration): Promise<void> {
  const texts = statements.map(({ text }) => text);
  const locks = run.options.isPlan ? await Promise.all(texts.map(statementLocks)) : [];
  run.record({
    ...{ phase: "migrations", action: "run", object: name, statements: texts },
    locks: locks.flat(),
  });
}
