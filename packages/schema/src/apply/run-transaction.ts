import { setTimeout as wait } from "node:timers/promises";

import { SchemaError } from "../errors.js";
import type { Session } from "../session.js";
import { sqlText } from "../sql/sql-text.js";
import { abortedError, throwIfAborted } from "./aborted.js";

/** How a run waits. */
export interface RunTransactionOptions {
  /** For a lock of a statement, in milliseconds. */
  readonly lockTimeoutMs: number;
  /** For another run on the same database, in milliseconds. */
  readonly queueTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

interface Settings {
  readonly searchPath: unknown;
  readonly lockTimeout: unknown;
}

const firstPauseMs = 20;
const longestPauseMs = 500;

/**
 * The transaction of a run, and the lock that keeps other runs out; in a transaction of the caller's, a part of it.
 *
 * Who waits for the lock asks for it again and again, in a transaction each: one that slept in a single one would hold a
 * snapshot, for which `create index concurrently` of the other run would wait in turn.
 */
export class RunTransaction {
  readonly #session: Session;
  readonly #options: RunTransactionOptions;
  /** What the caller's transaction had; undefined where there is none. */
  readonly #outer: Settings | undefined;
  #keepsLock = false;

  /** @throws {@link SchemaError} `busy` where another run takes longer than the time to queue */
  static async begin(session: Session, options: RunTransactionOptions): Promise<RunTransaction> {
    const { rows } = await session.query(sqlText("queries/is-in-transaction.sql"));
    const [row] = rows;
    const outer =
      row?.["is_nested"] === true
        ? { searchPath: row["search_path"], lockTimeout: row["lock_timeout"] }
        : undefined;
    const transaction = new RunTransaction(session, options, outer);
    await transaction.#begin();
    return transaction;
  }

  private constructor(
    session: Session,
    options: RunTransactionOptions,
    outer: Settings | undefined,
  ) {
    this.#session = session;
    this.#options = options;
    this.#outer = outer;
  }

  /** Whether it is a part of the caller's. */
  get isNested(): boolean {
    return this.#outer !== undefined;
  }

  async commit(): Promise<void> {
    if (this.#outer) {
      const { searchPath, lockTimeout } = this.#outer;
      await this.#session.query(sqlText("queries/restore-settings.sql"), [searchPath, lockTimeout]);
    }
    await this.#session.query(this.#outer ? "release savepoint stopgap_schema" : "commit");
    await this.#release();
  }

  /** Undoes everything since it began, or since it was last {@link RunTransaction.outside}. A lost connection has done so. */
  async rollback(): Promise<void> {
    const undo = this.#outer
      ? "rollback to savepoint stopgap_schema; release savepoint stopgap_schema"
      : "rollback";
    // A cancel that comes late may meet the first one.
    await this.#session.query(undo).catch(() => this.#session.query(undo).catch(() => undefined));
    await this.#release().catch(() => undefined);
  }

  /** Commits, does something outside of any transaction, and begins again. Other runs are kept out all the time. */
  async outside<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#outer) {
      throw new SchemaError(
        "refused",
        "This schema has something that PostgreSQL does in no transaction, and the session is in one",
        { hint: "End the transaction first." },
      );
    }
    if (!this.#keepsLock) await this.#session.query(sqlText("queries/keep-lock.sql"));
    this.#keepsLock = true;
    await this.#session.query("commit");
    const result = await work();
    await this.#begin();
    return result;
  }

  async #begin(): Promise<void> {
    const { lockTimeoutMs, queueTimeoutMs, signal } = this.#options;
    const deadline = performance.now() + queueTimeoutMs;
    const start = this.#outer
      ? "savepoint stopgap_schema"
      : "begin isolation level read committed read write";
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      throwIfAborted(signal);
      await this.#session.query(start);
      const { rows } = await this.#session.query(sqlText("queries/try-lock.sql"));
      if (rows[0]?.["is_locked"] === true) break;
      await this.rollback();
      if (performance.now() > deadline) throw queueError(queueTimeoutMs);
      await pause(pauseMs, signal);
    }
    await this.#session.query(sqlText("queries/set-local.sql"), [String(lockTimeoutMs)]);
  }

  async #release(): Promise<void> {
    if (!this.#keepsLock) return;
    this.#keepsLock = false;
    await this.#session.query(sqlText("queries/release-lock.sql"));
  }
}

function queueError(queueTimeoutMs: number): SchemaError {
  return new SchemaError(
    "busy",
    `Another run on this database has not ended within ${String(queueTimeoutMs)} ms`,
    { hint: "Try again later." },
  );
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted === true) throw abortedError(signal, error);
    throw error;
  }
}
