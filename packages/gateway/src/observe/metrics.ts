import type { Registry as MetricsRegistry } from "prom-client";

/** What is counted and timed, for `/metrics`. */
export interface Metrics {
  readonly registry: MetricsRegistry;
  /** One call: which function, how it ended, how long it took in seconds. */
  call(platform: string, outcome: "ok" | "error", seconds: number): void;
  /** One database of a migration or deployment. */
  migration(platform: string, outcome: "ok" | "unchanged" | "error", seconds: number): void;
}
