import type { ChangeSummary, Pruned } from "./deployment.js";
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
  /** What it removed, and what it left because something uses it. */
  readonly pruned: Pruned & { readonly enabled: boolean };
}

/** The answer of `stopgap.try_deploy`. */
type Attempt =
  | {
      readonly ok: true;
      readonly deployment_id: number;
      readonly previous_deployment_id: number | null;
      readonly summary: ChangeSummary;
      readonly prune: DeployResult["pruned"];
    }
  | AttemptFailure;

/** @param expectedPlan - The fingerprint of the plan that it is to carry out. */
export async function deploy(
  session: Session,
  options: DeployOptions,
  expectedPlan?: string,
): Promise<DeployResult> {
  const { env, fromSchema, label = null, prune } = options;
  const attempt = await session.change<Attempt>(
    "stopgap.try_deploy($1, $2, $3)",
    [env, fromSchema, label],
    {
      "stopgap.prune": prune === undefined ? undefined : prune ? "on" : "off",
      "stopgap.expected_plan": expectedPlan,
    },
  );
  if (!attempt.ok) throw failureOf(attempt);
  return {
    deploymentId: attempt.deployment_id,
    previousDeploymentId: attempt.previous_deployment_id,
    summary: attempt.summary,
    pruned: attempt.prune,
  };
}
