import type { SqlClient } from "@stopgap/sql";

import { ask } from "./database.js";
import type { DescribedDeployment, ListedDeployment } from "./deployment.js";
import type { OperationOptions } from "./session/operation-options.js";

/** An environment with its active deployment. */
export interface EnvironmentStatus {
  readonly env: string;
  /** The schema of its live functions; null before the first deployment. */
  readonly live_schema: string | null;
  readonly active_deployment_id: number | null;
  /** When another deployment became active last, ISO 8601. */
  readonly updated_at: string;
  readonly active_deployment: DescribedDeployment | null;
}

/** Which page of a list. */
export interface PageOptions extends OperationOptions {
  /** How many at most. Default 50. */
  readonly limit?: number | undefined;
  /** Those before this id: the last one of the page before. Default: from the newest on. */
  readonly beforeId?: number | undefined;
}

export async function status(client: SqlClient, env: string): Promise<EnvironmentStatus | null> {
  return ask(client, "select stopgap.status($1)::text as answer", [env]);
}

export async function deployments(
  client: SqlClient,
  env: string,
  { limit = 50, beforeId }: PageOptions = {},
): Promise<readonly ListedDeployment[]> {
  return ask(client, "select stopgap.deployments($1, $2, $3)::text as answer", [
    env,
    limit,
    beforeId ?? null,
  ]);
}

export async function deployment(
  client: SqlClient,
  deploymentId: number,
): Promise<DescribedDeployment | null> {
  return ask(client, "select stopgap.describe_deployment($1)::text as answer", [deploymentId]);
}
