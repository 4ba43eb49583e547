import type { SqlClient } from "@stopgap/sql";

import { askForText } from "./database.js";
import type { OperationOptions } from "./session/operation-options.js";

/** Where to call. */
export interface CallOptions extends OperationOptions {
  /** The environment. Default: the setting `stopgap.default_env`, else `prod`. */
  readonly env?: string | undefined;
  /**
   * The deployment whose version is to run, active or not, as long as it is kept. It must be one of the environment.
   * Default: the setting `stopgap.deployment_id`, else the active one.
   */
  readonly deploymentId?: number | undefined;
}

export async function callFunction(
  client: SqlClient,
  path: string,
  args: string,
  { env, deploymentId }: CallOptions = {},
): Promise<string | null> {
  return askForText(
    client,
    "select stopgap.call_fn($1, $2::jsonb, $3, $4)::text as answer",
    [path, args, env ?? null, deploymentId ?? null],
    "call_failed",
  );
}
