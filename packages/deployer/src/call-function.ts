import type { SqlClient } from "@stopgap/sql";

import { askForText } from "./database.js";

/** Where to call. */
export interface CallOptions {
  /** The environment. Default: the setting `stopgap.default_env`, else `prod`. */
  readonly env?: string | undefined;
}

export async function callFunction(
  client: SqlClient,
  path: string,
  args: string,
  { env }: CallOptions = {},
): Promise<string | null> {
  return askForText(
    client,
    "select stopgap.call_fn($1, $2::jsonb, $3)::text as answer",
    [path, args, env ?? null],
    "call_failed",
  );
}
