import { compareSchema } from "../compare/compare-schema.js";
import type { SchemaChange } from "../compare/schema-change.js";
import type { DeclaredType } from "../declared/declared-schema.js";
import { applyChanges } from "./apply-changes.js";
import { createSchemas } from "./create-schemas.js";
import { createLate, createTables } from "./create-tables.js";
import { createTypes } from "./create-types.js";
import { installExtensions } from "./install-extensions.js";
import { baselineMigrations, runMigrations } from "./run-migrations.js";
import type { SchemaRun } from "./schema-run.js";

/** What a run has made of what is not a function. */
export interface BuiltDatabase {
  readonly extensionsInstalled: number;
  readonly typesCreated: readonly DeclaredType[];
  readonly tablesCreated: number;
  readonly migrationsApplied: readonly string[];
  /** What differed once the migrations had run. */
  readonly changes: readonly SchemaChange[];
  /** Those of the changes that nobody has accepted; none but in a plan. */
  readonly blocked: readonly SchemaChange[];
  /** Makes what waits for the functions. */
  readonly finish: () => Promise<void>;
  /** Tells what differs still. */
  readonly findRemaining: () => Promise<readonly SchemaChange[]>;
}

/** Makes extensions, types and tables, or changes what is there to what is declared. */
export async function buildDatabase(run: SchemaRun): Promise<BuiltDatabase> {
  const extensionsInstalled = await installExtensions(run);
  await createSchemas(run);
  const typesCreated = await createTypes(run);
  const before = { extensionsInstalled, typesCreated };
  return run.mode === "create"
    ? { ...before, ...(await buildNew(run)) }
    : { ...before, ...(await changeExisting(run)) };
}

type Built = Omit<BuiltDatabase, "extensionsInstalled" | "typesCreated">;

/** Where `tables/` has files, they are the truth, and the migrations are done. */
async function buildNew(run: SchemaRun): Promise<Built> {
  const { tables, tableStatements, lateStatements } = run.declared;
  const hasTables = tables.length + tableStatements.length + lateStatements.length > 0;
  const tablesCreated = hasTables ? await createTables(run) : 0;
  const migrationsApplied = hasTables ? [] : (await runMigrations(run)).applied;
  if (hasTables) await baselineMigrations(run);
  return {
    ...{ tablesCreated, migrationsApplied, changes: [], blocked: [] },
    finish: async () => {
      if (hasTables) await createLate(run);
    },
    findRemaining: () => compareSchema(run, run.declared),
  };
}

async function changeExisting(run: SchemaRun): Promise<Built> {
  const { applied, plannedIndexes } = await runMigrations(run);
  const result = await applyChanges(run, plannedIndexes);
  const isNewTable = ({ type }: SchemaChange): boolean => type === "CreateTable";
  const tablesCreated = result.changes.filter(isNewTable).length;
  return { ...result, tablesCreated, migrationsApplied: applied };
}
