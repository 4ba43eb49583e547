import type { DbMode, SqlInput } from "@stopgap/runtime";
import { queryCanceled, type Savepoints } from "../engine/engine.js";
import { DatabaseError, KernelError } from "../errors/kernel-error.js";
import type { Settings } from "../limits/settings.js";
import type { KernelPromise } from "../promise/promise.js";
import { promised } from "../promise/promised.js";
import { withInnerScheduler } from "../promise/scheduler.js";
import { settled } from "../promise/settled.js";
import { parseJson } from "../value/parse-json.js";
import type { RunningCall } from "./running-call.js";
import { copiedParams, readSqlInput, type SqlCall } from "./sql-input.js";
import type { RunOptions, StatementRunner } from "./statement-runner.js";

/** SQLSTATEs of what the kernel refuses itself. */
const readOnlyTransaction = "25006";
const limitExceeded = "54000";
const noSuchSavepoint = "3B001";

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

  query(input: SqlInput, params?: unknown): KernelPromise {
    return promised(() => this.#query(input, params));
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

  #query(input: SqlInput, params: unknown): unknown[] {
    return this.#rows("query", this.#read("query", input, params));
  }

  #exec(input: SqlInput, params: unknown): { readonly ok: true; readonly rowCount: number } {
    const { mode, runner, count } = this.#access;
    if (mode === "ro") {
      throw new KernelError(
        readOnlyTransaction,
        "db.exec is disabled for stopgap.query handlers; switch to stopgap.mutation",
      );
    }
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
      if (!(error instanceof DatabaseError) || error.code === queryCanceled) throw error;
      const { code, message, detail, hint } = error;
      throw new DatabaseError({
        code,
        message: `db.${method}: ${message}`,
        ...(detail === undefined ? {} : { detail }),
        ...(hint === undefined ? {} : { hint }),
      });
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
    const { runner, rows: options, settings } = this.#access;
    const text = runner.run(call, options);
    const rows = text === null ? [] : (parseJson(text) as unknown[]);
    const limit = settings.maxQueryRows;
    if (rows.length > limit) {
      throw new KernelError(
        limitExceeded,
        `db.${method} returned more than ${String(limit)} rows; increase plts.max_query_rows if this result set is expected`,
      );
    }
    return rows;
  }

  /** Reads the input and holds it to the limits. */
  #read(method: string, input: SqlInput, given: unknown): SqlCall {
    this.#mustBeOpen(method);
    const { sql, params } = readSqlInput(method, input, given);
    const { maxSqlBytes, maxParams } = this.#access.settings;
    if (exceedsBytes(sql, maxSqlBytes)) {
      throw new KernelError(
        limitExceeded,
        `db.${method} SQL text exceeds ${String(maxSqlBytes)} bytes; increase plts.max_sql_bytes for larger statements`,
      );
    }
    const { length } = params;
    if (length > maxParams) {
      throw new KernelError(
        limitExceeded,
        `db.${method} parameter count (${String(length)}) exceeds ${String(maxParams)}; increase plts.max_params to allow more bound parameters`,
      );
    }
    return { sql, params: copiedParams(params, length) };
  }

  #mustBeOpen(method: string): void {
    const { mode, running } = this.#access;
    if (mode === "rw" && running.mode === "ro") {
      throw new KernelError(
        readOnlyTransaction,
        "this ctx.db was kept from a call that may write; a query reads with its own",
      );
    }
    if (this.#transaction?.isOpen === false) {
      throw new KernelError(
        noSuchSavepoint,
        `db.${method}: this transaction has ended; use ctx.db after it`,
      );
    }
  }
}

/** Whether a text is longer in UTF-8; texts that are clearly shorter are not measured. */
function exceedsBytes(text: string, limit: number): boolean {
  if (text.length * 3 <= limit) return false;
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes > limit;
}
