import type { Engine, SqlFailure, SqlOutcome } from "./engine.js";

/** The object that plv8 puts before a function's code. */
export interface Plv8 {
  execute(sql: string): unknown;
}

interface Plv8Error extends Error {
  readonly sqlerrcode?: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** plv8: every `execute` is a subtransaction, and a caught error carries its SQLSTATE. */
export class Plv8Engine implements Engine {
  readonly name = "plv8";
  readonly frame = /stopgap:(\d+):(\d+)/;
  readonly #plv8: Plv8;

  constructor(plv8: Plv8) {
    this.#plv8 = plv8;
  }

  fetch(sql: string): SqlOutcome {
    try {
      const rows = this.#plv8.execute(sql) as readonly { readonly j: string | null }[];
      return { ok: true, text: rows[0]?.j ?? null };
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
