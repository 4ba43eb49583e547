import { CallError } from "../errors.js";
import { interruption } from "../transport/connection-error.js";
import { statementFailure } from "./database-failure.js";

/** How often a call is made, and how long is waited in between. */
export interface RetryOptions {
  /** How many times at most, the first one included. Default: 4. */
  readonly attempts?: number | undefined;
  /** The longest wait before the second time, in milliseconds; it doubles each time. Default: 50. */
  readonly firstDelayMs?: number | undefined;
  /** The longest wait at all, in milliseconds; a gateway that asks for more is not asked again. Default: 2,000. */
  readonly longestDelayMs?: number | undefined;
}

/** Options without gaps. */
export type RetryPolicy = { readonly [Key in keyof RetryOptions]-?: number };

const defaults: RetryPolicy = { attempts: 4, firstDelayMs: 50, longestDelayMs: 2000 };

/** @param options - False: never again. */
export function retryPolicy(options: RetryOptions | false = {}): RetryPolicy {
  if (options === false) return { ...defaults, attempts: 1 };
  const {
    attempts = defaults.attempts,
    firstDelayMs = defaults.firstDelayMs,
    longestDelayMs = defaults.longestDelayMs,
  } = options;
  return { attempts, firstDelayMs, longestDelayMs };
}

/** Whether an error may be over when the same is tried again. Nothing of what failed has taken effect. */
export function isPassing(error: unknown): boolean {
  const { code } = statementFailure(error);
  return code === "serialization_failure" || code === "deadlock" || code === "unavailable";
}

/**
 * Tries until it succeeds, fails for good, or has been tried often enough.
 *
 * @param isWorthwhile - Whether an error may be over the next time.
 * @throws the last error; {@link ConnectionError} when the signal ends the waiting
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  attempt: () => Promise<T>,
  isWorthwhile: (error: unknown) => boolean,
  signal?: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const delay = delayMs(policy, tries, error);
      if (tries >= policy.attempts || delay === undefined || !isWorthwhile(error)) throw error;
      await pause(delay, signal);
    }
  }
}

/**
 * How long to wait after the nth try: at random, so that those who got in each other's way do not meet again; and no less than
 * a gateway asks for. Undefined when that is too long.
 */
function delayMs(policy: RetryPolicy, tries: number, error: unknown): number | undefined {
  const { firstDelayMs, longestDelayMs } = policy;
  const longest = Math.min(longestDelayMs, firstDelayMs * 2 ** (tries - 1));
  const asked = (error instanceof CallError ? error.retryAfterMs : undefined) ?? 0;
  return asked > longestDelayMs ? undefined : asked + Math.random() * longest;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      if (signal) reject(interruption(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, ms);
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted === true) end();
  });
}
