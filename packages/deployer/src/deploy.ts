import type { SqlClient } from "@stopgap/sql";

import { ask } from "./database.js";
import type { ChangeSummary } from "./deployment.js";
import { type AttemptFailure, failureOf } from "./failed-attempt.js";

/** What to deploy, and where. */
export interface DeployOptions {
  /** The environment. It is created when it does not exist. */
  readonly env: string;
  /** The schema whose functions go live. */
  readonly fromSchema: string;
  /** A word for people. Default: none. */
  readonly label?: string | null | undefined;
  /**
   * Whether to remove live functions that the schema no longer has and nothing uses. Default: what the setting
   * `stopgap.prune` says. In a transaction of the caller, the setting stays so until that ends.
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

/** One statement, so that it is all or nothing without a transaction of the caller. */
const statement = `
  select stopgap.try_deploy($1, $2, $3)::text as answer
  from set_config('stopgap.prune', coalesce($4, current_setting('stopgap.prune', true), ''), true)`;

export async function deploy(client: SqlClient, options: DeployOptions): Promise<DeployResult> {
  const { env, fromSchema, label = null, prune } = options;
  const setting = prune === undefined ? null : prune ? "on" : "off";
  const attempt = await ask<Attempt>(client, statement, [env, fromSchema, label, setting]);
  if (!attempt.ok) throw failureOf(attempt);
  return {
    deploymentId: attempt.deployment_id,
    previousDeploymentId: attempt.previous_deployment_id,
    summary: attempt.summary,
  };
}
