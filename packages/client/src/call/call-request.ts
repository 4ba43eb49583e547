import type { FunctionKind } from "../api/function.js";

/** How calls are made. */
export interface CallSettings {
  /** The environment. Default: the database's setting `stopgap.default_env`, else `prod`. A gateway has its own. */
  readonly env?: string | undefined;
  /** The deployment whose functions are called, active or not. Default: the active one. */
  readonly deploymentId?: number | bigint | undefined;
  /**
   * Ends calls. What already runs in the database is told to stop; on a connection that is borrowed nothing is, so there
   * only what has not been sent yet ends. `AbortSignal.timeout(500)` makes it a time limit in milliseconds.
   */
  readonly signal?: AbortSignal | undefined;
  /** Whether queries may go to the standby, where there is one. Default: true. */
  readonly useStandby?: boolean | undefined;
}

/** One call, on its way. */
export interface CallRequest extends CallSettings {
  /** Such as `api.users.get`. */
  readonly path: string;
  readonly kind: FunctionKind;
  /** JSON text. */
  readonly args: string;
  /** The same each time that it is sent, for a mutation that may be. */
  readonly idempotencyKey?: string | undefined;
}
