import type { Interrupts } from "../limits/interrupts.js";
import { queryCanceled, type SqlOutcome, type SqlRunner } from "./engine.js";

/**
 * The engine as everything that runs on behalf of a handler sees it: a statement that was cancelled ends the whole call,
 * and once it has ended, nothing more runs.
 */
export class GuardedEngine implements SqlRunner {
  readonly #engine: SqlRunner;
  readonly #interrupts: Interrupts;
  #running = 0;

  constructor(engine: SqlRunner, interrupts: Interrupts) {
    this.#engine = engine;
    this.#interrupts = interrupts;
  }

  /** Whether a statement is running now: a call that begins then is one that the statement makes. */
  get isRunning(): boolean {
    return this.#running > 0;
  }

  fetch(sql: string): SqlOutcome {
    return this.#guard(() => this.#engine.fetch(sql));
  }

  fetchUndone(sql: string): SqlOutcome {
    return this.#guard(() => this.#engine.fetchUndone(sql));
  }

  execute(sql: string): SqlOutcome {
    return this.#guard(() => this.#engine.execute(sql));
  }

  #guard(run: () => SqlOutcome): SqlOutcome {
    this.#interrupts.throwIfStopped();
    this.#running += 1;
    let outcome: SqlOutcome;
    try {
      outcome = run();
    } finally {
      this.#running -= 1;
    }
    if (!outcome.ok && outcome.failure.code === queryCanceled) {
      throw this.#interrupts.stop(outcome.failure);
    }
    return outcome;
  }
}
