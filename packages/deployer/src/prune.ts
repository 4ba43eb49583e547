import type { SqlClient } from "@stopgap/sql";

import { ask } from "./database.js";
import type { Pruned } from "./deployment.js";

/** How to prune. */
export interface PruneOptions {
  /** Only tells what would be removed. Default false. */
  readonly dryRun?: boolean | undefined;
}

/** What pruning an environment removed. */
export interface PruneResult extends Pruned {
  readonly env: string;
  /** The active deployment, whose functions stay. */
  readonly deployment_id: number;
  readonly dry_run: boolean;
}

export async function prune(
  client: SqlClient,
  env: string,
  { dryRun = false }: PruneOptions = {},
): Promise<PruneResult> {
  return ask(client, "select stopgap.prune($1, $2)::text as answer", [env, dryRun]);
}
