import { FunctionCounts } from "./function-counts.js";

/** So many functions are counted apart. */
const capacity = 1000;

/** What a session has counted, function by function. Nothing is ever dropped: what is told again is told from its beginning. */
export class FunctionMetrics {
  readonly #known = new Map<string, FunctionCounts>();
  readonly #others = new FunctionCounts("", "");

  /** The counters of a function's code. */
  of(identity: string, hash: string): FunctionCounts {
    const key = `${identity} ${hash}`;
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= capacity) return this.#others;
    const counts = new FunctionCounts(identity, hash);
    this.#known.set(key, counts);
    return counts;
  }

  /** Those that have counted anything. */
  get all(): FunctionCounts[] {
    return [...this.#known.values(), this.#others].filter(({ calls }) => calls > 0);
  }

  /** Those that the database has not been told all of. */
  get changed(): FunctionCounts[] {
    return this.all.filter(({ calls, toldCalls }) => calls !== toldCalls);
  }
}
