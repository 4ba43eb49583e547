import type { CallCounts } from "./call-metrics.js";

/** What a kernel counts of what it keeps. */
export interface RuntimeCounts {
  /** How long the kernel took to load. */
  readonly kernel_load_ms: number;
  /** Modules made from stored code, and evaluations of modules. */
  readonly modules_loaded: number;
  readonly modules_evaluated: number;
  /** Statements prepared, and how often one that was prepared already was used. */
  readonly statements_prepared: number;
  readonly statements_reused: number;
}

/** The part of `plts.metrics()` that a kernel knows. */
export interface KernelMetrics {
  readonly execute: CallCounts;
  readonly runtime: RuntimeCounts;
}
