import { type ErrorClass, errorClasses } from "./error-class.js";

/** How many buckets a latency histogram has: up to 1, 2, 4, 8 ... 131,072 ms, and the last one for anything beyond. */
export const bucketCount = 19;

/**
 * The bucket of a time in whole milliseconds. The engines' clocks tick once a millisecond, so a call may have taken nearly one
 * more than they say, and no more: its bucket's bound is never below the truth.
 */
export function bucketOf(elapsedMs: number): number {
  if (elapsedMs <= 0) return 0;
  return Math.min(32 - Math.clz32(elapsedMs), bucketCount - 1);
}

/** What one session has counted of one function's code. All numbers only grow. */
export class FunctionCounts {
  /** Its oid, or before PostgreSQL 16 its signature; empty for the functions beyond those that are counted apart. */
  readonly identity: string;
  readonly hash: string;
  calls = 0;
  /** How many of them the database has been told of. */
  toldCalls = 0;
  #totalMs = 0;
  #maxMs = 0;
  readonly #classes: number[] = [];
  readonly #buckets: number[] = [];

  constructor(identity: string, hash: string) {
    this.identity = identity;
    this.hash = hash;
    for (let index = 0; index < errorClasses.length; index += 1) this.#classes[index] = 0;
    for (let index = 0; index < bucketCount; index += 1) this.#buckets[index] = 0;
  }

  /** Counts one call. */
  count(elapsedMs: number, failure: ErrorClass | undefined): void {
    this.calls += 1;
    const bucket = elapsedMs === 0 ? 0 : this.#countTime(elapsedMs);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    if (failure === undefined) return;
    const index = errorClasses.indexOf(failure);
    this.#classes[index] = (this.#classes[index] ?? 0) + 1;
  }

  #countTime(elapsedMs: number): number {
    // A clock that is set back takes no time away.
    if (elapsedMs < 0) return 0;
    this.#totalMs += elapsedMs;
    if (elapsedMs > this.#maxMs) this.#maxMs = elapsedMs;
    return bucketOf(elapsedMs);
  }

  toJSON(): object {
    return {
      function: this.identity,
      artifact_hash: this.hash,
      calls: this.calls,
      total_ms: this.#totalMs,
      max_ms: this.#maxMs,
      error_classes: this.#classes,
      latency_buckets: this.#buckets,
    };
  }
}
