import type { DeclaredNote } from "../declared/declared-schema.js";
import type { SchemaChange } from "../compare/schema-change.js";

/** One seed table of a new database. */
export interface SeederResult {
  readonly table: string;
  readonly inserted: number;
  readonly skipped: number;
}

/** One seed table of an existing database: rows that are declared, rows of them that are there. */
export interface SeederValidation {
  readonly table: string;
  readonly expected: number;
  readonly found: number;
}

/** Whether the database is as declared. */
export interface Verification {
  readonly passed: boolean;
  readonly extensionsVerified: number;
  readonly typesVerified: number;
  readonly tablesVerified: number;
  readonly seedersVerified: number;
  /** Sections such as `MISSING TABLES:`, for people; null when it passed. */
  readonly errorLog: string | null;
}

/** What was done to one database. */
export interface SchemaResult<Deployed = unknown> {
  readonly mode: "create" | "migrate";
  readonly extensionsInstalled: number;
  readonly typesDeployed: number;
  readonly tablesCreated: number;
  readonly migrationsApplied: readonly string[];
  /** SQL functions that were created or replaced. */
  readonly functionsDeployed: number;
  readonly functionsDropped: number;
  readonly seeders: readonly SeederResult[];
  readonly seederValidations: readonly SeederValidation[];
  readonly safeChanges: readonly SchemaChange[];
  readonly datalossChanges: readonly SchemaChange[];
  readonly incompatibleChanges: readonly SchemaChange[];
  /** What is declared and only counts where something is new; none of a new database. */
  readonly notes: readonly DeclaredNote[];
  /** Null for a new database. */
  readonly verification: Verification | null;
  /** What `deployModules` answered; null where there are no modules. */
  readonly modules: Deployed | null;
  /** True where everything was as declared, and nothing was written. */
  readonly unchanged: boolean;
  readonly durationMs: number;
}
