import type { Interrupts } from "../limits/interrupts.js";
import { queryCanceled, type SqlOutcome, type SqlRunner } from "./engine.js";

/**
 * The engine as everything that runs on behalf of a handler sees it: a statement that was cancelled ends the whole call,
 * and once it has ended, nothing more runs.
 */
export class GuardedEngine implements SqlRunner {
  readonly #engine: SqlRunner;
  readonly #interrupts: Interrupts;

  constructor(engine: SqlRunner, interrupts: Interrupts) {
    this.#engine = engine;
    this.#interrupts = interrupts;
  }

  fetch(sql: string): SqlOutcome {
    this.#interrupts.throwIfStopped();
    return this.#guard(this.#engine.fetch(sql));
  }

  execute(sql: string): SqlOutcome {
    this.#interrupts.throwIfStopped();
    return this.#guard(this.#engine.execute(sql));
  }

  #guard(outcome: SqlOutcome): SqlOutcome {
    if (!outcome.ok && outcome.failure.code === queryCanceled) {
      throw this.#interrupts.stop(outcome.failure);
    }
    return outcome;
  }
}
