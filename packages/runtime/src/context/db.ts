/** `"ro"` in a query, where PostgreSQL refuses every write; `"rw"` elsewhere. */
export type DbMode = "ro" | "rw";

/** A statement with its parameters. */
export interface SqlStatement {
  readonly sql: string;
  readonly params?: readonly unknown[];
}

/** What a query builder hands over: Drizzle's and Kysely's queries go in as they are. */
export type SqlInput =
  | string
  | SqlStatement
  | { toSQL(): { readonly sql: string; readonly params?: readonly unknown[] } }
  | { compile(): { readonly sql: string; readonly parameters?: readonly unknown[] } };

/** What a statement did that returns no rows. */
export interface ExecResult {
  readonly ok: true;
  /** Rows inserted, updated, deleted or merged; 0 for statements that have none. */
  readonly rowCount: number;
}

/** The database, in the caller's transaction. Every statement has a savepoint of its own. */
export interface DbApi {
  readonly mode: DbMode;
  /**
   * Runs one statement and returns its rows.
   *
   * @param input the statement; its parameters are `$1`, `$2`, ...
   * @param params the parameters; they win over those that the input carries
   * @returns the rows as objects by column name; of equal names the last wins
   * @throws {DatabaseError} what PostgreSQL refused, with its SQLSTATE as `code`
   * @example
   * const rows = await ctx.db.query<{ id: number }>("select id from app.users where id = $1", [1]);
   */
  query<Row extends object = Record<string, unknown>>(
    input: SqlInput,
    params?: readonly unknown[],
  ): Promise<Row[]>;
  /**
   * Runs one statement for its effect; DDL too. Refused in a query.
   *
   * @returns how many rows it changed
   * @throws {DatabaseError} what PostgreSQL refused, with its SQLSTATE as `code`
   */
  exec(input: SqlInput, params?: readonly unknown[]): Promise<ExecResult>;
}

/** A statement that PostgreSQL refused. What it had done is undone, and the handler may go on. */
export interface DatabaseError extends Error {
  readonly name: "DatabaseError";
  /** The SQLSTATE, such as `23505`. */
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
}
