import type { DbApi, DbMode, ExecResult, SqlInput } from "@stopgap/runtime";
import type { Connection } from "./connection.js";
import {
  batchFailure,
  endedTransactionRefusal,
  execRefusal,
  keptDatabaseRefusal,
  readLimitedCall,
  readLimitedRows,
  type RunOptions,
  type SqlCall,
} from "./kernel-rules.js";
import { Part, promised } from "./part.js";
import { runStatement } from "./statements.js";

/** `ctx.db` in Node. Statements are done in the order in which they were started. */
export class NodeDatabase {
  readonly mode: DbMode;
  readonly #connection: Connection;
  readonly #transaction: { isOpen: boolean } | undefined;

  constructor(connection: Connection, mode: DbMode, transaction?: { isOpen: boolean }) {
    this.mode = mode;
    this.#connection = connection;
    this.#transaction = transaction;
    Object.freeze(this);
  }

  query(input: SqlInput, params?: unknown): Promise<unknown[]> {
    return promised(() => this.#rows("query", this.#read("query", input, params)));
  }

  exec(input: SqlInput, params?: unknown): Promise<ExecResult> {
    return promised(async () => {
      if (this.mode === "ro") throw execRefusal();
      const text = await this.#run("exec", this.#read("exec", input, params), "count");
      return { ok: true, rowCount: Number(text ?? 0) };
    });
  }

  /** Everything is read before anything runs. */
  batch(inputs: readonly SqlInput[]): Promise<unknown[][]> {
    return promised(() => {
      if (!Array.isArray(inputs)) throw new TypeError("db.batch expects an array of statements");
      const calls = (inputs as readonly SqlInput[]).map((input, index) =>
        this.#read(`batch[${String(index)}]`, input, undefined),
      );
      return Part.current(this.#connection).within("db.batch", async () => {
        const results: unknown[][] = [];
        for (const [index, call] of calls.entries()) results.push(await this.#batched(index, call));
        return results;
      });
    });
  }

  transaction(run: (tx: DbApi) => unknown): Promise<unknown> {
    return promised(() => {
      this.#mustBeOpen("transaction");
      if (typeof run !== "function") throw new TypeError("db.transaction expects a function");
      const transaction = { isOpen: true };
      const tx = new NodeDatabase(this.#connection, this.mode, transaction);
      const part = Part.current(this.#connection);
      const done = part.within("db.transaction", () => run(tx as unknown as DbApi));
      return done.finally(() => {
        transaction.isOpen = false;
      });
    });
  }

  async #batched(index: number, call: SqlCall): Promise<unknown[]> {
    const method = `batch[${String(index)}]`;
    try {
      return await this.#rows(method, call);
    } catch (error) {
      throw batchFailure(method, error);
    }
  }

  async #rows(method: string, call: SqlCall): Promise<unknown[]> {
    const { settings } = Part.current(this.#connection).rules;
    const text = await this.#run(method, call, { rows: settings.maxQueryRows + 1 });
    return readLimitedRows(method, text, settings);
  }

  /** A transaction may have ended by the time that its statement's turn comes. */
  #run(method: string, call: SqlCall, wanted: RunOptions["wanted"]): Promise<string | null> {
    return Part.current(this.#connection).add(() => {
      this.#mustBeOpen(method);
      return runStatement(this.#connection, call, { readOnly: this.mode === "ro", wanted });
    });
  }

  #read(method: string, input: SqlInput, given: unknown): SqlCall {
    this.#mustBeOpen(method);
    const { settings } = Part.current(this.#connection).rules;
    return readLimitedCall(method, input, given, settings);
  }

  #mustBeOpen(method: string): void {
    const { mode } = Part.current(this.#connection).rules;
    if (this.mode === "rw" && mode === "ro") throw keptDatabaseRefusal();
    if (this.#transaction?.isOpen === false) throw endedTransactionRefusal(method);
  }
}
