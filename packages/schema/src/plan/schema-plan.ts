import type { DeclaredNote } from "../declared/declared-schema.js";
import type { Hazard, SchemaChange, TakenLock } from "../compare/schema-change.js";

/** The stages, in the order in which they happen to an existing database. */
export const schemaPhases = [
  "extensions",
  "types",
  "tables",
  "migrations",
  "changes",
  "functions",
  "seeds",
  "verification",
] as const;

/** One of {@link schemaPhases}. */
export type SchemaPhase = (typeof schemaPhases)[number];

/** One thing that is done, as one or more statements. */
export interface PlanStep {
  readonly phase: SchemaPhase;
  readonly action:
    "create" | "alter" | "replace" | "drop" | "run" | "baseline" | "insert" | "deploy";
  /** Such as `public.orders`, `0002_note.sql`, `public.total(integer)`. */
  readonly object: string;
  readonly statements: readonly string[];
  readonly locks: readonly TakenLock[];
  readonly hazards: readonly Hazard[];
}

/** What `apply` would do to a database now. Plain data: JSON keeps all of it. */
export interface SchemaPlan {
  readonly database: string;
  /** Whether the database is new: nothing of this schema was ever applied to it. */
  readonly mode: "create" | "migrate";
  readonly checksum: string;
  readonly steps: readonly PlanStep[];
  /** What differs between `tables/` and `types/` and the catalog once the migrations have run. */
  readonly changes: readonly SchemaChange[];
  /** The changes that `apply` refuses without being told to accept them. */
  readonly blocked: readonly SchemaChange[];
  /** What is declared and only counts where something is new; none of a new database. */
  readonly notes: readonly DeclaredNote[];
}
