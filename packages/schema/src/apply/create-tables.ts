import type { DeclaredStatement, DeclaredTable } from "../declared/declared-schema.js";
import { statementLocks } from "../hazards/statement-locks.js";
import { spell } from "../sql/quote.js";
import type { SchemaRun } from "./schema-run.js";

/**
 * Runs what is in `tables/`, in a new database.
 *
 * @returns how many tables were created
 */
export async function createTables(run: SchemaRun): Promise<number> {
  const { tables, tableStatements } = run.declared;
  await run.phase("tables", tableStatements.length, async (advance) => {
    for (const statement of tableStatements) {
      await create(run, statement);
      advance();
    }
  });
  for (const { name, checksum, file } of tables) {
    run.log("table_created", spell(name), { checksum, source_file: file });
  }
  return tables.length;
}

/** Runs what waits for the functions, in a new database. */
export async function createLate(run: SchemaRun): Promise<void> {
  for (const statement of run.declared.lateStatements) await create(run, statement);
}

async function create(run: SchemaRun, statement: DeclaredStatement): Promise<void> {
  const { tables } = run.declared;
  const object = tableOf(tables, statement);
  if (run.isComplete) await run.execute(statement, "table_failed", `Table ${object}`, object);
  const isTable = tables.some(({ file, line }) => isAt(statement, file, line));
  run.record({
    ...{
      phase: "tables",
      action: isTable ? "create" : "run",
      object,
      statements: [statement.text],
    },
    locks: run.options.isPlan ? await statementLocks(statement.text) : [],
  });
}

function isAt(statement: DeclaredStatement, file: string, line: number): boolean {
  return statement.file === file && statement.line === line;
}

/** The table that a statement belongs to: the last one above it in its file. */
function tableOf(tables: readonly DeclaredTable[], statement: DeclaredStatement): string {
  const above = tables
    .filter(({ file, line }) => file === statement.file && line <= statement.line)
    .sort((a, b) => b.line - a.line);
  return above[0] ? spell(above[0].name) : statement.file;
}
