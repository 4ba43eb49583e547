import { type ErrorClass, errorClasses } from "./error-class.js";
import type { FunctionCounts } from "./function-counts.js";

/** Counters as `plts.metrics()` shows them. An error counts as a call too, and so does its time. */
export interface CallCounts {
  readonly calls: number;
  readonly errors: number;
  readonly latency_ms: { readonly total: number; readonly last: number; readonly max: number };
  readonly error_classes: Readonly<Record<ErrorClass, number>>;
}

/** Counts the calls of one kernel as they end, nested ones each for itself. */
export class CallMetrics {
  #calls = 0;
  #errors = 0;
  #total = 0;
  #last = 0;
  #max = 0;
  readonly #classes = new Map<ErrorClass, number>(errorClasses.map((name) => [name, 0]));
  #failure: ErrorClass | undefined;

  /** The call that ends next has failed. */
  fail(failure: ErrorClass): void {
    this.#failure = failure;
  }

  /** A call of a function ends, after so many milliseconds. */
  end(elapsed: number, counts: FunctionCounts): void {
    counts.count(elapsed, this.#failure);
    this.#calls += 1;
    this.#last = elapsed;
    if (elapsed > 0) {
      this.#total += elapsed;
      if (elapsed > this.#max) this.#max = elapsed;
    }
    if (this.#failure !== undefined) this.#count(this.#failure);
  }

  /** The counters as they are. A call that is still running is not among them. */
  get counts(): CallCounts {
    return {
      calls: this.#calls,
      errors: this.#errors,
      latency_ms: { total: this.#total, last: this.#last, max: this.#max },
      error_classes: Object.fromEntries(this.#classes) as Record<ErrorClass, number>,
    };
  }

  #count(failure: ErrorClass): void {
    this.#errors += 1;
    this.#classes.set(failure, (this.#classes.get(failure) ?? 0) + 1);
    this.#failure = undefined;
  }
}
