import type { CallCounts } from "./call-metrics.js";
import type { ErrorClass } from "./error-class.js";
import type { FunctionCounts } from "./function-counts.js";

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

/** What a kernel counts, function by function: how many of each class of errors, and of each bucket of latencies. */
export interface FunctionMetricsJson {
  readonly error_classes: readonly ErrorClass[];
  readonly functions: readonly FunctionCounts[];
}

/** The part of `plts.metrics()` that a kernel knows. */
export interface KernelMetrics {
  readonly execute: CallCounts;
  readonly runtime: RuntimeCounts;
}
