import { readFile } from "node:fs/promises";
import pg from "pg";
import type { ClientBase } from "pg";
import { DatabaseError, outcomeOf, queryCanceled, type SqlOutcome } from "./kernel-rules.js";

/** Where the functions are that run statements: they are made anew in every transaction, whatever the database has. */
export const functionSchema = "pg_temp";

const statementFunctions = new URL("../../assets/statement-functions.sql", import.meta.url);

interface Answer {
  readonly j: string | null;
}

const connections = new WeakMap<ClientBase, Connection>();

/** A client's statements, as the kernel's engines run them, and savepoints. */
export class Connection {
  readonly #client: ClientBase;
  #last: Promise<unknown> = Promise.resolve();
  #savepoints = 0;
  #running = 0;
  #count = 0;
  #stopped: DatabaseError | undefined;

  private constructor(client: ClientBase) {
    this.#client = client;
  }

  /** A client's only one: calls take turns whoever makes them. */
  static of(client: ClientBase): Connection {
    const known = connections.get(client);
    if (known) return known;
    const made = new Connection(client);
    connections.set(client, made);
    return made;
  }

  /** Runs a call when its turn has come. */
  inTurn<T>(run: () => Promise<T>): Promise<T> {
    const done = this.#last.then(run);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Makes the functions that run statements, unless an earlier transaction has left them. Anybody may call them. */
  async prepare(): Promise<void> {
    const known = await this.select(
      `select pg_catalog.to_regprocedure('${functionSchema}.run(text, boolean)')::text as j`,
    );
    if (known !== null) return;
    await this.#client.query(await readFile(statementFunctions, "utf8"));
    await this.#client.query(
      `grant execute on all functions in schema ${functionSchema} to public`,
    );
  }

  /** How many statements have begun. */
  get count(): number {
    return this.#count;
  }

  /** Whether PostgreSQL is at work. */
  get isBusy(): boolean {
    return this.#running > 0;
  }

  /** Begins a call: what has stopped an earlier one is forgotten. */
  begin(): void {
    this.#stopped = undefined;
  }

  /** A statement that was cancelled ends the whole call. */
  throwIfStopped(): void {
    if (this.#stopped) throw this.#stopped;
  }

  /** Runs SQL that selects one text value as `j`, in a savepoint of its own. */
  fetch(sql: string): Promise<SqlOutcome> {
    return this.#ask(`select ${functionSchema}.run($1, true) as j`, sql);
  }

  /** Runs one statement that selects likewise, refuses it all writes, and undoes what it did. */
  fetchReadOnly(sql: string): Promise<SqlOutcome> {
    return this.#ask(`select ${functionSchema}.run_undone($1) as j`, sql);
  }

  /** Runs SQL for its effect, likewise. */
  execute(sql: string): Promise<SqlOutcome> {
    return this.#ask(`select ${functionSchema}.run($1, false) as j`, sql);
  }

  /** Selects one text value as `j`, on behalf of the test and not of a handler. */
  async select(sql: string, params: readonly unknown[] = []): Promise<string | null> {
    const { rows } = await this.#query(sql, params);
    return rows[0]?.j ?? null;
  }

  /** Begins a savepoint. */
  async savepoint(): Promise<Savepoint> {
    this.throwIfStopped();
    this.#savepoints += 1;
    const name = `stopgap_${String(this.#savepoints)}`;
    await this.#query(`savepoint ${name}`);
    return {
      release: async () => {
        await this.#query(`release savepoint ${name}`);
      },
      undo: async () => {
        await this.#query(`rollback to savepoint ${name}`);
        await this.#query(`release savepoint ${name}`);
      },
    };
  }

  async #ask(sql: string, statement: string): Promise<SqlOutcome> {
    this.throwIfStopped();
    const outcome = await this.#outcome(sql, statement);
    if (!outcome.ok && outcome.failure.code === queryCanceled) {
      this.#stopped = Object.freeze(new DatabaseError(outcome.failure));
      throw this.#stopped;
    }
    return outcome;
  }

  /** The functions catch what a statement raises; a cancel may meet the call of the function itself. */
  async #outcome(sql: string, statement: string): Promise<SqlOutcome> {
    try {
      return outcomeOf(await this.select(sql, [statement]));
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      return { ok: false, failure: { code: error.code ?? "XX000", message: error.message } };
    }
  }

  async #query(sql: string, params: readonly unknown[] = []): Promise<pg.QueryResult<Answer>> {
    this.#running += 1;
    this.#count += 1;
    try {
      return await this.#client.query<Answer>(sql, [...params]);
    } finally {
      this.#running -= 1;
    }
  }
}

/** A savepoint that is open. */
export interface Savepoint {
  readonly release: () => Promise<void>;
  readonly undo: () => Promise<void>;
}
