import type { DbMode, SqlInput } from "@stopgap/runtime";
import type { Savepoints } from "../engine/engine.js";
import type { Settings } from "../limits/settings.js";
import {
  type KernelPromise,
  pendingPromise,
  rejectPromise,
  resolvePromise,
} from "../promise/promise.js";
import { promised } from "../promise/promised.js";
import { withInnerScheduler } from "../promise/scheduler.js";
import { settled } from "../promise/settled.js";
import { readLimitedCall, readLimitedRows } from "./limited-call.js";
import {
  batchFailure,
  endedTransactionRefusal,
  execRefusal,
  keptDatabaseRefusal,
} from "./refusals.js";
import type { RunningCall } from "./running-call.js";
import type { SqlCall } from "./sql-input.js";
import type { StatementRunner } from "./statement-runner.js";
import type { RunOptions } from "./statement-text.js";

/** What `ctx.db` works with, the same for all calls with the same mode and settings. */
export interface DbAccess {
  readonly mode: DbMode;
  readonly running: RunningCall;
  readonly settings: Settings;
  readonly runner: StatementRunner;
  readonly savepoints: Savepoints;
  readonly rows: RunOptions;
  readonly count: RunOptions;
}

/**
 * `ctx.db`. Statements run at once; their promises are settled when they are returned. It keeps nothing of a call, so that
 * all calls with the same settings share it. Only what a transaction is given has an end.
 */
export class KernelDb {
  readonly #access: DbAccess;
  readonly #transaction: { isOpen: boolean } | undefined;

  constructor(access: DbAccess, transaction?: { isOpen: boolean }) {
    this.#access = access;
    this.#transaction = transaction;
    Object.freeze(this);
  }

  get mode(): DbMode {
    return this.#access.mode;
  }

  /** Written out: a function for `promised` would cost one of the engines as much as reading the input. */
  query(input: SqlInput, params?: unknown): KernelPromise {
    const promise = pendingPromise();
    try {
      resolvePromise(promise, this.#rows("query", this.#read("query", input, params)));
    } catch (error) {
      rejectPromise(promise, error);
    }
    return promise;
  }

  exec(input: SqlInput, params?: unknown): KernelPromise {
    return promised(() => this.#exec(input, params));
  }

  batch(inputs: readonly SqlInput[]): KernelPromise {
    return promised(() => this.#batch(inputs));
  }

  transaction(run: (tx: KernelDb) => unknown): KernelPromise {
    return promised(() => this.#runTransaction(run));
  }

  #exec(input: SqlInput, params: unknown): { readonly ok: true; readonly rowCount: number } {
    const { mode, runner, count } = this.#access;
    if (mode === "ro") throw execRefusal();
    const text = runner.run(this.#read("exec", input, params), count);
    return { ok: true, rowCount: Number(text ?? 0) };
  }

  /** Everything is read before anything runs. */
  #batch(inputs: readonly SqlInput[]): unknown[][] {
    if (!Array.isArray(inputs)) throw new TypeError("db.batch expects an array of statements");
    const { length } = inputs;
    const calls: SqlCall[] = [];
    for (let index = 0; index < length; index += 1) {
      calls[index] = this.#read(`batch[${String(index)}]`, inputs[index] as SqlInput, undefined);
    }
    return this.#access.savepoints.savepoint(() => {
      const results: unknown[][] = [];
      for (let index = 0; index < calls.length; index += 1) {
        results[index] = this.#batched(index, calls[index] as SqlCall);
      }
      return results;
    });
  }

  #batched(index: number, call: SqlCall): unknown[] {
    const method = `batch[${String(index)}]`;
    try {
      return this.#rows(method, call);
    } catch (error) {
      throw batchFailure(method, error);
    }
  }

  #runTransaction(run: (tx: KernelDb) => unknown): unknown {
    this.#mustBeOpen("transaction");
    if (typeof run !== "function") throw new TypeError("db.transaction expects a function");
    const transaction = { isOpen: true };
    try {
      return this.#access.savepoints.savepoint(() =>
        withInnerScheduler("db.transaction", () =>
          settled(run(new KernelDb(this.#access, transaction))),
        ),
      );
    } finally {
      transaction.isOpen = false;
    }
  }

  #rows(method: string, call: SqlCall): unknown[] {
    const { runner, rows, settings } = this.#access;
    return readLimitedRows(method, runner.run(call, rows), settings);
  }

  #read(method: string, input: SqlInput, given: unknown): SqlCall {
    this.#mustBeOpen(method);
    return readLimitedCall(method, input, given, this.#access.settings);
  }

  #mustBeOpen(method: string): void {
    const { mode, running } = this.#access;
    if (mode === "rw" && running.mode === "ro") throw keptDatabaseRefusal();
    if (this.#transaction?.isOpen === false) throw endedTransactionRefusal(method);
  }
}
