import { sqlLiteral } from "../value/sql-literal.js";
import { type Engine, outcomeOf, type SqlFailure, type SqlOutcome } from "./engine.js";

/** The object that plv8 puts before a function's code. */
export interface Plv8 {
  execute(sql: string): unknown;
  subtransaction(run: () => void): void;
  prepare(sql: string, types: readonly string[]): Plv8Plan;
}

/** Safe with a list of types; after a nested call of another role, one without `execute` may come. */
interface Plv8Plan {
  execute?(params: readonly unknown[]): unknown;
}

type Answer = readonly { readonly j: string | null }[];

interface Plv8Error extends Error {
  readonly sqlerrcode?: string;
  readonly detail?: string;
  readonly hint?: string;
}

const undoMessage = "undo";

/** Made from text, so that it stands in a line of its own: the engine copies the line in which an error is thrown. */
const undo = Reflect.construct(Function, [`throw "${undoMessage}";`]) as () => never;

/** So many arguments take 16 KB of the stack, which is more than the engine needs to report an error. */
const room: readonly undefined[] = Array.from({ length: 2048 });
const takeRoom = (): void => undefined;

/** plv8: every `execute` is a subtransaction, and a caught error carries its SQLSTATE. */
export class Plv8Engine implements Engine {
  readonly name = "plv8";
  readonly frame = /stopgap:(\d+):(\d+)/;
  readonly #plv8: Plv8;
  #undoing: Plv8Plan | undefined;

  constructor(plv8: Plv8) {
    this.#plv8 = plv8;
  }

  fetch(sql: string): SqlOutcome {
    try {
      const rows = this.#plv8.execute(sql) as Answer;
      return { ok: true, text: rows[0]?.j ?? null };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  }

  /** A PL/pgSQL function undoes far faster than an error that goes through this engine, and a kept plan saves half. */
  fetchReadOnly(sql: string): SqlOutcome {
    try {
      const rows = this.#undo(sql) as Answer;
      return outcomeOf(rows[0]?.j ?? null);
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  }

  execute(sql: string): SqlOutcome {
    try {
      this.#plv8.execute(sql);
      return { ok: true, text: null };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  }

  #undo(sql: string): unknown {
    this.#undoing ??= this.#plv8.prepare("select plts.run_undone($1) as j", ["text"]);
    if (this.#undoing.execute) return this.#undoing.execute([sql]);
    this.#undoing = undefined;
    return this.#plv8.execute(`select plts.run_undone(${sqlLiteral(sql)}) as j`);
  }

  /**
   * The engine replaces what is thrown through it by an error with its text. It brings the server down when there is no stack
   * left for that: so this asks first.
   */
  subtransaction(run: () => boolean): void {
    Reflect.apply(takeRoom, undefined, room);
    try {
      this.#plv8.subtransaction(() => {
        if (!run()) undo();
      });
    } catch (error) {
      const { message } = error as Error;
      if (message === undoMessage) return;
      throw message.includes("call stack") ? new RangeError(message) : error;
    }
  }

  checkInterrupts(): void {
    this.#plv8.execute("select");
  }

  interruption(error: unknown): SqlFailure {
    return failureOf(error);
  }
}

function failureOf(error: unknown): SqlFailure {
  const { message, sqlerrcode, detail, hint } = error as Plv8Error;
  return {
    code: sqlerrcode ?? "XX000",
    message,
    ...(detail ? { detail } : {}),
    ...(hint ? { hint } : {}),
  };
}
