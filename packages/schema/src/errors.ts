/** What went wrong, as a stable word for programs. */
export type SchemaErrorCode =
  /** The archive is none, or has entries that no schema has: links, paths outside of it, too much of anything. */
  | "unreadable_archive"
  /** The folder is not there, or has no folder of a schema. */
  | "not_a_schema"
  /** A file cannot be read as SQL, or has statements that do not belong there. */
  | "invalid_file"
  /** Tables, types or migrations that wait for each other. */
  | "cycle"
  /** Changes that may lose data or break functions, and nobody has accepted them. Nothing has happened. */
  | "blocked"
  | "extension_not_available"
  | "extension_failed"
  | "type_failed"
  | "table_failed"
  | "migration_failed"
  /** A migration that has run was edited since. */
  | "migration_changed"
  | "function_failed"
  | "seed_failed"
  /** The database is not as declared after everything was done. Nothing has happened. */
  | "verification_failed"
  /** `create` was asked for, and the database has a schema already. */
  | "not_empty"
  /** Somebody else was in the way for longer than the lock timeout. */
  | "busy"
  | "aborted"
  | "refused";

/** Something wrong with a file. */
export interface SchemaProblem {
  /** Such as `tables/users.sql`. */
  readonly file: string;
  /** The first is 1. */
  readonly line: number;
  /** In characters; the first is 1. */
  readonly column: number;
  readonly message: string;
}

/** Where, and what PostgreSQL says. */
export interface SchemaErrorFields {
  /** Such as `tables/users.sql`. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** What it is about: an extension, a table, a migration, a function. */
  readonly object?: string | undefined;
  readonly sqlstate?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** Everything that is wrong with the files, of `invalid_file`. */
  readonly problems?: readonly SchemaProblem[] | undefined;
}

/** Every error of this package. `cause` keeps what led to it. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  readonly code: SchemaErrorCode;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly object: string | undefined;
  readonly sqlstate: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly problems: readonly SchemaProblem[];

  constructor(
    code: SchemaErrorCode,
    message: string,
    fields: SchemaErrorFields = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.file = fields.file;
    this.line = fields.line;
    this.column = fields.column;
    this.object = fields.object;
    this.sqlstate = fields.sqlstate;
    this.detail = fields.detail;
    this.hint = fields.hint;
    this.problems = fields.problems ?? [];
  }
}
