import type { Auth } from "./auth.js";
import type { DbApi } from "./db.js";
import type { Log } from "./log.js";
import type { Run } from "./run.js";
import type { Trigger } from "./trigger.js";

/** The function that is running. */
export interface FunctionInfo {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** The hash of the code. */
  readonly artifactHash: string;
  /** Deployed code only: the path that `stopgap.call_fn` takes. */
  readonly path?: string;
  /** Deployed code only. */
  readonly kind?: string;
  /** Deployed code only: the environment. */
  readonly env?: string;
  /** Deployed code only: the active deployment of the environment. */
  readonly deploymentId?: number;
}

/** What a handler is given beside its arguments. */
export interface Context<Args = unknown> {
  /** One jsonb argument: its value. Otherwise `{ positional: [...], named: { ... } }`. */
  readonly args: Args;
  readonly db: DbApi;
  readonly fn: FunctionInfo;
  /** Calls another function; see `Run`. */
  readonly run: Run;
  readonly auth: Auth;
  /** Start of the transaction, ISO 8601 with microseconds. */
  readonly now: string;
  /** Raises a message of PostgreSQL; see `Log`. */
  readonly log: Log;
  /** Why a trigger function is called. Reading it in any other function is an error. */
  readonly trigger: Trigger;
}
