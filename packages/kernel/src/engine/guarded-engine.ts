import { KernelError } from "../errors/kernel-error.js";
import type { Interrupts } from "../limits/interrupts.js";
import {
  type Engine,
  queryCanceled,
  type Savepoints,
  type SqlOutcome,
  type SqlRunner,
} from "./engine.js";

/**
 * The engine as everything that runs on behalf of a handler sees it: a statement that was cancelled ends the whole call,
 * and once it has ended, nothing more runs.
 */
export class GuardedEngine implements SqlRunner, Savepoints {
  readonly #engine: Engine;
  readonly #interrupts: Interrupts;
  #running = 0;

  constructor(engine: Engine, interrupts: Interrupts) {
    this.#engine = engine;
    this.#interrupts = interrupts;
  }

  /** Whether a statement is running now: a call that begins then is one that the statement makes. */
  get isRunning(): boolean {
    return this.#running > 0;
  }

  fetch(sql: string): SqlOutcome {
    return this.#guarded("fetch", sql);
  }

  fetchReadOnly(sql: string): SqlOutcome {
    return this.#guarded("fetchReadOnly", sql);
  }

  execute(sql: string): SqlOutcome {
    return this.#guarded("execute", sql);
  }

  savepoint<T>(run: () => T): T {
    this.#interrupts.throwIfStopped();
    let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
    this.#engine.subtransaction(() => {
      try {
        const value = run();
        this.#interrupts.throwIfStopped();
        outcome = { value };
        return true;
      } catch (error) {
        outcome = { error };
        return false;
      }
    });
    if (!outcome) throw new KernelError("XX000", "the engine has not run a subtransaction");
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  #guarded(method: keyof SqlRunner, sql: string): SqlOutcome {
    this.#interrupts.throwIfStopped();
    this.#running += 1;
    let outcome: SqlOutcome;
    try {
      outcome = this.#engine[method](sql);
    } finally {
      this.#running -= 1;
    }
    if (!outcome.ok && outcome.failure.code === queryCanceled) {
      throw this.#interrupts.stop(outcome.failure);
    }
    return outcome;
  }
}
