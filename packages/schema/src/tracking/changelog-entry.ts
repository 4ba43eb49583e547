/** What a row of the changelog is about. */
export type ChangelogType =
  | "extension_installed"
  | "extension_skipped"
  | "schema_created"
  | "type_created"
  | "type_changed"
  | "table_created"
  | "table_changed"
  | "table_dropped"
  | "view_created"
  | "view_changed"
  | "view_dropped"
  | "comment_changed"
  | "migration_applied"
  | "migration_baselined"
  /** A migration without a transaction: it begins, a statement of it is done, it has failed. */
  | "migration_started"
  | "migration_progressed"
  | "migration_failed"
  | "function_deployed"
  | "function_dropped"
  | "modules_deployed"
  | "seeder_run"
  | "seeder_skipped"
  | "seeder_validated"
  | "verification_failed";

/** One row of the changelog. */
export interface ChangelogEntry {
  readonly type: ChangelogType;
  readonly object: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Whether it would not have happened without `force`. */
  readonly forced: boolean;
}
