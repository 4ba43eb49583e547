import type { DbMode, SqlInput } from "@stopgap/runtime";
import { KernelError } from "../errors/kernel-error.js";
import type { Settings } from "../limits/settings.js";
import {
  type KernelPromise,
  pendingPromise,
  rejectPromise,
  resolvePromise,
} from "../promise/promise.js";
import { parseJson } from "../value/parse-json.js";
import type { RunningCall } from "./running-call.js";
import { copiedParams, readSqlInput, type SqlCall } from "./sql-input.js";
import type { RunOptions, StatementRunner } from "./statement-runner.js";

/** SQLSTATEs of what the kernel refuses itself. */
const readOnlyTransaction = "25006";
const limitExceeded = "54000";

/**
 * `ctx.db`. Statements run at once; their promises are settled when they are returned. It keeps nothing of a call, so that
 * all calls with the same settings share it.
 */
export class KernelDb {
  readonly #mode: DbMode;
  readonly #runner: StatementRunner;
  readonly #settings: Settings;
  readonly #running: RunningCall;
  readonly #rows: RunOptions;
  readonly #count: RunOptions;

  constructor(mode: DbMode, runner: StatementRunner, settings: Settings, running: RunningCall) {
    const { maxQueryRows } = settings;
    const readOnly = mode === "ro";
    this.#mode = mode;
    this.#runner = runner;
    this.#settings = settings;
    this.#running = running;
    this.#rows = { readOnly, wanted: { rows: maxQueryRows + 1 } };
    this.#count = { readOnly, wanted: "count" };
    Object.freeze(this);
  }

  get mode(): DbMode {
    return this.#mode;
  }

  query(input: SqlInput, params?: unknown): KernelPromise {
    return promised(() => this.#query(input, params));
  }

  exec(input: SqlInput, params?: unknown): KernelPromise {
    return promised(() => this.#exec(input, params));
  }

  #query(input: SqlInput, params: unknown): unknown[] {
    const call = this.#read("query", input, params);
    const limit = this.#settings.maxQueryRows;
    const text = this.#runner.run(call, this.#rows);
    const rows = text === null ? [] : (parseJson(text) as unknown[]);
    if (rows.length > limit) {
      throw new KernelError(
        limitExceeded,
        `db.query returned more than ${String(limit)} rows; increase plts.max_query_rows if this result set is expected`,
      );
    }
    return rows;
  }

  #exec(input: SqlInput, params: unknown): { readonly ok: true; readonly rowCount: number } {
    if (this.#mode === "ro") {
      throw new KernelError(
        readOnlyTransaction,
        "db.exec is disabled for stopgap.query handlers; switch to stopgap.mutation",
      );
    }
    const call = this.#read("exec", input, params);
    const text = this.#runner.run(call, this.#count);
    return { ok: true, rowCount: Number(text ?? 0) };
  }

  /** Reads the input and holds it to the limits. */
  #read(method: string, input: SqlInput, given: unknown): SqlCall {
    if (this.#mode === "rw" && this.#running.mode === "ro") {
      throw new KernelError(
        readOnlyTransaction,
        "this ctx.db was kept from a call that may write; a query reads with its own",
      );
    }
    const { sql, params } = readSqlInput(method, input, given);
    const { maxSqlBytes, maxParams } = this.#settings;
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
}

/** A promise of what a function returns or throws. */
function promised(run: () => unknown): KernelPromise {
  const promise = pendingPromise();
  try {
    resolvePromise(promise, run());
  } catch (error) {
    rejectPromise(promise, error);
  }
  return promise;
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
