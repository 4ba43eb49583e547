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

/** A builder's query that knows the rows it returns, as Kysely's do: their members are named as the columns are. */
export interface TypedQuery<Row extends object> {
  compile(): { readonly sql: string; readonly parameters: readonly unknown[] };
  execute(): Promise<Row[]>;
}

/** The rows that an input is known to return. */
export type RowOf<Input> = Input extends TypedQuery<infer Row> ? Row : Record<string, unknown>;

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
   * @returns the rows as objects by column name; of equal names the last wins. A query of Kysely says their type itself
   * @throws {DatabaseError} what PostgreSQL refused, with its SQLSTATE as `code`
   * @example
   * const rows = await ctx.db.query<{ id: number }>("select id from app.users where id = $1", [1]);
   */
  query<Query extends TypedQuery<object>>(
    input: Query,
    params?: readonly unknown[],
  ): Promise<RowOf<Query>[]>;
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
  /**
   * Runs several statements one after the other, all or nothing. In a query they can only read.
   *
   * @param inputs the statements, each as `query` takes it
   * @returns the rows of each, in order
   * @throws {DatabaseError} what PostgreSQL refused; the message names the statement's index, and all are undone
   * @example
   * const [users, [count]] = await ctx.db.batch<[{ id: number }, { n: number }]>([
   *   { sql: "select id from app.users where team = $1", params: [7] },
   *   "select count(*)::int as n from app.users",
   * ]);
   */
  batch<const Inputs extends readonly SqlInput[]>(
    inputs: Inputs,
  ): Promise<{ -readonly [Index in keyof Inputs]: RowOf<Inputs[Index]>[] }>;
  batch<Rows extends readonly object[]>(inputs: {
    readonly [Index in keyof Rows]: SqlInput;
  }): Promise<{ -readonly [Index in keyof Rows]: Rows[Index][] }>;
  /**
   * Runs a function in a savepoint: all or nothing. What it throws, or what its promise is rejected with, undoes all that it
   * did in the database, and is thrown on. Transactions can be nested.
   *
   * The function runs at once and to its end, with everything that it has started, before anything else of the handler goes
   * on: a statement elsewhere is never undone with it. So it cannot wait for what only code outside of it will do; that is
   * an error.
   *
   * @param run given the database once more, good until the transaction has ended; `ctx.db` in it does the same
   * @returns what the function returns
   * @example
   * await ctx.db.transaction(async (tx) => {
   *   await tx.exec("update app.accounts set balance = balance - $1 where id = $2", [amount, from]);
   *   await tx.exec("update app.accounts set balance = balance + $1 where id = $2", [amount, to]);
   * });
   */
  transaction<Result>(run: (tx: DbApi) => Result): Promise<Awaited<Result>>;
}

/** A statement that PostgreSQL refused. What it had done is undone, and the handler may go on. */
export interface DatabaseError extends Error {
  readonly name: "DatabaseError";
  /** The SQLSTATE, such as `23505`. */
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
}
