import type { SqlClient } from "@stopgap/sql";

import { ask } from "./database.js";
import type { ChangeSummary } from "./deployment.js";

/** What a deploy would do to one function. */
export interface FunctionChange {
  readonly fn_name: string;
  readonly change: keyof ChangeSummary;
  readonly active_artifact_hash: string | null;
  readonly candidate_artifact_hash: string | null;
}

/** What a deploy would change. */
export interface Diff {
  readonly env: string;
  readonly source_schema: string;
  readonly live_schema: string;
  readonly active_deployment_id: number;
  readonly summary: ChangeSummary;
  /** In the order of their names. */
  readonly functions: readonly FunctionChange[];
}

export async function diff(client: SqlClient, env: string, fromSchema: string): Promise<Diff> {
  return ask(client, "select stopgap.diff($1, $2)::text as answer", [env, fromSchema]);
}
