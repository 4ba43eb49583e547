import { type Engine, queryCanceled, type SqlFailure } from "../engine/engine.js";
import { DatabaseError } from "../errors/kernel-error.js";
import { isStackOverflow } from "./stack-overflow.js";

/** How often PostgreSQL is asked, in milliseconds. It costs some microseconds, so it may be often. */
const lookEveryMs = 4;

/**
 * Steps between two checks. Few enough that a program whose steps turn slow all at once is still stopped soon; many enough
 * that a check costs an empty loop less than a hundredth.
 */
const firstSteps = 100;
const mostSteps = 5_000;

/**
 * Stops code that runs too long: on a cancel, on `statement_timeout`, and on `plts.max_runtime_ms`.
 *
 * PostgreSQL raises a cancel once. So the first one is kept, and every further check throws it again: code that catches
 * everything does not get past it.
 */
export class Interrupts {
  readonly #engine: Engine;
  #stopped: Error | undefined;
  #raised: Error | undefined;
  #deadline = Number.POSITIVE_INFINITY;
  #limitMs = 0;
  #lastCheck = 0;
  #lastLook = 0;
  #steps = firstSteps;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Begins an outermost call. */
  begin(maxRuntimeMs: number | undefined): void {
    this.#stopped = undefined;
    this.#raised = undefined;
    this.#steps = firstSteps;
    this.#lastCheck = 0;
    this.#limitMs = maxRuntimeMs ?? 0;
    this.#deadline =
      maxRuntimeMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + maxRuntimeMs;
  }

  /** What stopped the call, if anything did. */
  get stopped(): Error | undefined {
    try {
      this.#settle();
    } catch {
      // What it throws is what has stopped the call, or a stack that has been left by now.
    }
    return this.#stopped;
  }

  /** Whether the call has run for as long as it may. */
  get isOverdue(): boolean {
    return Date.now() > this.#deadline;
  }

  /** Throws what has stopped the call. Before anything that lets the handler do more. */
  throwIfStopped(): void {
    this.#settle();
    if (this.#stopped !== undefined) throw this.#stopped;
  }

  /** Stops the call for good. A handler that catches the error cannot change what it says. */
  stop(failure: SqlFailure): DatabaseError {
    const error = Object.freeze(new DatabaseError(failure));
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
    this.#settle();
    const now = Date.now();
    this.#adapt(now);
    if (now > this.#deadline) throw this.stop(this.#runtimeExceeded());
    if (now - this.#lastLook >= lookEveryMs) this.#look(now);
    return this.#steps;
  };

  /**
   * Near the end of the stack every call may fail, and PostgreSQL raises a cancel only once: so what it raised is kept
   * before anything else is done, and understood here or at a later check, when there is room.
   */
  #look(now: number): void {
    try {
      this.#engine.checkInterrupts();
      this.#lastLook = now;
    } catch (error) {
      this.#raised = error as Error;
    }
    this.#settle();
  }

  #settle(): void {
    const raised = this.#raised;
    if (raised === undefined) return;
    if (!isStackOverflow(raised)) {
      this.#stopped = Object.freeze(new DatabaseError(this.#engine.interruption(raised)));
    }
    this.#raised = undefined;
    throw this.#stopped ?? raised;
  }

  #adapt(now: number): void {
    const elapsed = now - this.#lastCheck;
    const isFirst = this.#lastCheck === 0;
    this.#lastCheck = now;
    if (isFirst) return;
    if (elapsed > 1) this.#steps = Math.max(1, Math.floor(this.#steps / elapsed));
    else if (elapsed < 1) this.#steps = Math.min(mostSteps, this.#steps * 2);
  }

  #runtimeExceeded(): SqlFailure {
    return {
      code: queryCanceled,
      message: `execution exceeded plts.max_runtime_ms (${String(this.#limitMs)} ms)`,
    };
  }
}
