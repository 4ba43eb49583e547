/** What PostgreSQL said of a statement that failed. */
export interface SqlFailure {
  /** The SQLSTATE. */
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** What became of a statement: the text that it selected, or why it failed. */
export type SqlOutcome =
  | { readonly ok: true; readonly text: string | null }
  | { readonly ok: false; readonly failure: SqlFailure };

/** What a function that catches errors answers: the text that was selected, or `!` and JSON. */
export function outcomeOf(text: string | null): SqlOutcome {
  return text?.startsWith("!")
    ? { ok: false, failure: JSON.parse(text.slice(1)) as SqlFailure }
    : { ok: true, text };
}

/** Runs SQL. */
export interface SqlRunner {
  /** Runs SQL that selects one text value as `j`, in a savepoint of its own: a failure is undone. */
  fetch(sql: string): SqlOutcome;
  /** Runs one statement that selects likewise, refuses it all writes, and undoes what it did: settings that it changed, too. */
  fetchReadOnly(sql: string): SqlOutcome;
  /** Runs SQL for its effect, likewise. */
  execute(sql: string): SqlOutcome;
}

/** Runs code that is all or nothing. */
export interface Savepoints {
  /**
   * Runs a function in a savepoint.
   *
   * @returns what the function returns
   * @throws what the function throws; then everything that it did in the database has been undone
   */
  savepoint<T>(run: () => T): T;
}

/** What the kernel needs of an engine. Each engine's oddities end here. */
export interface Engine extends SqlRunner {
  readonly name: string;
  /** A frame of loaded code in a stack: group 1 is the line, group 2 the column. */
  readonly frame: RegExp;
  /** Runs a function in a subtransaction, which is kept when it returns true, and undone when it returns false or throws. */
  subtransaction(run: () => boolean): void;
  /** Lets PostgreSQL look for a cancel or a timeout. Throws what it finds. */
  checkInterrupts(): void;
  /** What an error thrown by `checkInterrupts` says. */
  interruption(error: unknown): SqlFailure;
}

/** SQLSTATE of a statement that was cancelled, by a timeout or on request. */
export const queryCanceled = "57014";
