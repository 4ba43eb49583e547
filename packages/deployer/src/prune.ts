import type { Pruned } from "./deployment.js";
import type { OperationOptions } from "./session/operation-options.js";
import type { Session } from "./session/session.js";

/** How to prune. */
export interface PruneOptions extends OperationOptions {
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
  session: Session,
  env: string,
  { dryRun = false }: PruneOptions = {},
): Promise<PruneResult> {
  return session.change("stopgap.prune($1, $2)", [env, dryRun]);
}
