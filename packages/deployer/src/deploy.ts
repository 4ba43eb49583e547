import type { ChangeSummary } from "./deployment.js";
import { type AttemptFailure, failureOf } from "./failed-attempt.js";
import type { OperationOptions } from "./session/operation-options.js";
import type { Session } from "./session/session.js";

/** What to deploy, and where. */
export interface DeployOptions extends OperationOptions {
  /** The environment. It is created when it does not exist. */
  readonly env: string;
  /** The schema whose functions go live. */
  readonly fromSchema: string;
  /** A word for people. Default: none. */
  readonly label?: string | null | undefined;
  /**
   * Whether to remove live functions that the schema no longer has and nothing uses. Default: what the setting
   * `stopgap.prune` says.
   */
  readonly prune?: boolean | undefined;
}

/** A deploy that succeeded. */
export interface DeployResult {
  readonly deploymentId: number;
  /** What was active before; null for the first deployment of an environment. */
  readonly previousDeploymentId: number | null;
  readonly summary: ChangeSummary;
}

/** The answer of `stopgap.try_deploy`. */
type Attempt =
  | {
      readonly ok: true;
      readonly deployment_id: number;
      readonly previous_deployment_id: number | null;
      readonly summary: ChangeSummary;
    }
  | AttemptFailure;

export async function deploy(session: Session, options: DeployOptions): Promise<DeployResult> {
  const { env, fromSchema, label = null, prune } = options;
  const attempt = await session.change<Attempt>(
    "stopgap.try_deploy($1, $2, $3)",
    [env, fromSchema, label],
    { "stopgap.prune": prune === undefined ? undefined : prune ? "on" : "off" },
  );
  if (!attempt.ok) throw failureOf(attempt);
  return {
    deploymentId: attempt.deployment_id,
    previousDeploymentId: attempt.previous_deployment_id,
    summary: attempt.summary,
  };
}
