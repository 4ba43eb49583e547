import { retryAfterSeconds } from "./pool-errors.js";

/** How long a server that cannot be reached is left alone: at first, and at most. In milliseconds. */
const firstPauseMs = 250;
/** Whoever was told to come back finds somebody who asks the server again. */
const longestPauseMs = retryAfterSeconds * 1000;

/** What says that the server itself is away, and not that somebody may not connect to it. */
const unreachable = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  // It starts, stops, or recovers.
  "57P01",
  "57P02",
  "57P03",
]);

/** Remembers which servers are away, so that requests for them fail at once instead of filling the budget with attempts. */
export class ServerHealth {
  readonly #away = new Map<string, { until: number; pauseMs: number; error: unknown }>();

  /** Why nobody should try to connect now; undefined where somebody may. */
  awayBecause(server: string): unknown {
    const away = this.#away.get(server);
    return away && Date.now() < away.until ? away.error : undefined;
  }

  /** Somebody tries to connect. To a server that was away one does, and the others wait for how it goes. */
  trying(server: string): void {
    const away = this.#away.get(server);
    if (away) away.until = Date.now() + away.pauseMs;
  }

  connected(server: string): void {
    this.#away.delete(server);
  }

  failed(server: string, error: unknown): void {
    if (!isUnreachable(error)) return;
    const before = this.#away.get(server);
    const pauseMs = Math.min(longestPauseMs, before ? before.pauseMs * 2 : firstPauseMs);
    this.#away.set(server, { until: Date.now() + pauseMs, pauseMs, error });
  }
}

/** Whether an error of connecting says that nobody reaches the server. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isUnreachable);
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") return unreachable.has(error.code);
  return /timeout|terminated/i.test(error.message);
}
