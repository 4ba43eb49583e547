import { setTimeout as wait } from "node:timers/promises";

import { DeployerError } from "../errors.js";
import { abortedError, isAborted } from "./aborted-error.js";

/** How often an operation is attempted in all. */
const attempts = 3;

/** How long a server may take to come back, in milliseconds. */
const patienceMilliseconds = 30_000;

/** Counts attempts, and says how long to wait before the next one; undefined where there should be none. */
export class RetryBudget {
  #failed = 0;
  #reconnects = 0;
  #lostAt: number | undefined;

  /** How many attempts there have been, with the one that comes. */
  get attempt(): number {
    return this.#failed + this.#reconnects + 1;
  }

  /** @returns in milliseconds */
  delayAfter(error: unknown): number | undefined {
    if (!(error instanceof DeployerError)) return undefined;
    if (error.code === "cannot_connect") {
      if (this.#lostAt === undefined || performance.now() - this.#lostAt > patienceMilliseconds)
        return undefined;
      this.#reconnects += 1;
      return Math.min(200 * 2 ** this.#reconnects, 3_000);
    }
    if (error.code !== "connection_lost" && error.code !== "busy") return undefined;
    this.#failed += 1;
    if (this.#failed >= attempts) return undefined;
    if (error.code === "connection_lost") this.#lostAt = performance.now();
    // Two that are in each other's way should not meet again.
    return 100 * this.#failed * (1 + Math.random());
  }
}

/** Waits, unless the signal comes. */
export async function delay(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    if (isAborted(signal)) throw abortedError(signal);
    throw error;
  }
}
