import { isStackOverflow } from "../limits/stack-overflow.js";
import { sqlLiteral } from "../value/sql-literal.js";
import {
  type Engine,
  outcomeOf,
  queryCanceled,
  type SqlFailure,
  type SqlOutcome,
} from "./engine.js";

/** The object that pljs puts before a function's code. */
export interface Pljs {
  execute(sql: string): unknown;
  elog(level: number, message: string): void;
  subtransaction(run: () => void): void;
}

/** Thrown to undo a subtransaction, and for nothing else. */
const undo = new Error("undo");

/**
 * pljs: an error that JavaScript catches has no SQLSTATE, and stays on PostgreSQL's error stack, where the sixth one
 * brings the server down. So statements run through a PL/pgSQL function that catches their errors.
 */
export class PljsEngine implements Engine {
  readonly name = "pljs";
  readonly frame = /<(?:input|eval|evalScript|function)>:(\d+):(\d+)/;
  readonly #pljs: Pljs;
  readonly #errorLevel: number;

  constructor(pljs: Pljs, errorLevel: number) {
    this.#pljs = pljs;
    this.#errorLevel = errorLevel;
  }

  fetch(sql: string): SqlOutcome {
    return this.#select(`plts.run(${sqlLiteral(sql)}, true)`);
  }

  fetchReadOnly(sql: string): SqlOutcome {
    return this.#select(`plts.run_undone(${sqlLiteral(sql)})`);
  }

  execute(sql: string): SqlOutcome {
    return this.#select(`plts.run(${sqlLiteral(sql)}, false)`);
  }

  subtransaction(run: () => boolean): void {
    try {
      this.#pljs.subtransaction(() => {
        if (!run()) throw undo;
      });
    } catch (error) {
      if (error !== undo) throw error;
    }
  }

  checkInterrupts(): void {
    this.#pljs.execute("select");
  }

  /** Nothing but a cancel makes `select` fail, or the end of the stack. */
  interruption(error: unknown): SqlFailure {
    if (isStackOverflow(error)) throw error;
    this.#clearErrorStack();
    // Near the end of the stack the engine makes errors without a message.
    return { code: queryCanceled, message: (error as Error).message || "canceling statement" };
  }

  /** Calls a function that catches what the statement raises. */
  #select(call: string): SqlOutcome {
    let rows: readonly { readonly j: string | null }[];
    try {
      rows = this.#pljs.execute(`select ${call} as j`) as typeof rows;
    } catch (error) {
      // A cancel has met the call of the function itself.
      return { ok: false, failure: this.interruption(error) };
    }
    return outcomeOf(rows[0]?.j ?? null);
  }

  /** Raising an error through `elog` is what makes pljs flush PostgreSQL's error stack. */
  #clearErrorStack(): void {
    try {
      this.#pljs.elog(this.#errorLevel, "cleared");
    } catch {
      // Thrown on purpose.
    }
  }
}
