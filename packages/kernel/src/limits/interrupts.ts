import { type Engine, queryCanceled, type SqlFailure } from "../engine/engine.js";
import { DatabaseError } from "../errors/kernel-error.js";

/** How often PostgreSQL is asked, in milliseconds. It costs some microseconds, so it may be often. */
const lookEveryMs = 4;
const fewestSteps = 200;
const mostSteps = 1_000_000;

/**
 * Stops code that runs too long: on a cancel, on `statement_timeout`, and on `plts.max_runtime_ms`.
 *
 * PostgreSQL raises a cancel once. So the first one is kept, and every further check throws it again: code that catches
 * everything does not get past it.
 */
export class Interrupts {
  readonly #engine: Engine;
  #stopped: Error | undefined;
  #deadline = Number.POSITIVE_INFINITY;
  #limitMs = 0;
  #lastCheck = 0;
  #lastLook = 0;
  #steps = 1000;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Begins an outermost call. */
  begin(maxRuntimeMs: number | undefined): void {
    this.#stopped = undefined;
    this.#limitMs = maxRuntimeMs ?? 0;
    this.#deadline =
      maxRuntimeMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + maxRuntimeMs;
  }

  /** What stopped the call, if anything did. */
  get stopped(): Error | undefined {
    return this.#stopped;
  }

  /** Throws what has stopped the call. Before anything that lets the handler do more. */
  throwIfStopped(): void {
    if (this.#stopped !== undefined) throw this.#stopped;
  }

  /** Stops the call for good. */
  stop(failure: SqlFailure): DatabaseError {
    const error = new DatabaseError(failure);
    this.#stopped ??= error;
    return error;
  }

  /**
   * Compiled code asks here every so many steps.
   *
   * @returns how many steps it may take until it asks again: about a millisecond's worth
   */
  readonly check = (): number => {
    if (this.#stopped !== undefined) throw this.#stopped;
    const now = Date.now();
    this.#adapt(now);
    if (now > this.#deadline) throw this.stop(this.#runtimeExceeded());
    if (now - this.#lastLook >= lookEveryMs) this.#look(now);
    return this.#steps;
  };

  /** Near the end of the stack even a call may fail, so what PostgreSQL raised is kept before anything is called. */
  #look(now: number): void {
    let raised: Error | undefined;
    try {
      this.#engine.checkInterrupts();
      this.#lastLook = now;
    } catch (error) {
      raised = error as Error;
    }
    if (raised === undefined) return;
    if (isStackOverflow(raised)) throw raised;
    // The raw error first: making a better one calls functions.
    this.#stopped = raised;
    this.#stopped = new DatabaseError(this.#engine.interruption(raised));
    throw this.#stopped;
  }

  #adapt(now: number): void {
    const elapsed = now - this.#lastCheck;
    this.#lastCheck = now;
    if (elapsed > 1) this.#steps = Math.max(fewestSteps, Math.floor(this.#steps / 2));
    else if (elapsed < 1) this.#steps = Math.min(mostSteps, Math.ceil(this.#steps * 1.5));
  }

  #runtimeExceeded(): SqlFailure {
    return {
      code: queryCanceled,
      message: `execution exceeded plts.max_runtime_ms (${String(this.#limitMs)} ms)`,
    };
  }
}

/** V8 throws a RangeError, QuickJS an InternalError. */
export function isStackOverflow(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    (error instanceof RangeError && error.message.includes("call stack")) ||
    (error.name === "InternalError" && error.message.includes("stack overflow"))
  );
}
