import type { SqlClient } from "@stopgap/sql";

import { ask } from "./database.js";

/** How far to go back: by steps, or to a deployment. */
export type RollbackOptions =
  | { readonly steps?: number | undefined; readonly toId?: undefined }
  | { readonly steps?: undefined; readonly toId: number };

/** Another deployment is active. */
export interface Activation {
  /** The one that is active now. */
  readonly deploymentId: number;
  /** The one that was active before; null where there was none. */
  readonly previousDeploymentId: number | null;
}

export async function rollback(
  client: SqlClient,
  env: string,
  { steps, toId }: RollbackOptions = {},
): Promise<Activation> {
  const statement = "select stopgap.rollback($1, $2, $3)::text as answer";
  const values = [env, steps ?? 1, toId ?? null];
  return lastActivation(client, env, await ask<number>(client, statement, values));
}

export async function activate(
  client: SqlClient,
  env: string,
  deploymentId: number,
): Promise<Activation> {
  const statement = "select stopgap.activate($1, $2)::text as answer";
  return lastActivation(client, env, await ask<number>(client, statement, [env, deploymentId]));
}

/** The log says what it replaced, also when somebody else has activated another one since. */
export function lastActivation(
  client: SqlClient,
  env: string,
  deploymentId: number,
): Promise<Activation> {
  return ask(
    client,
    `select jsonb_build_object(
       'deploymentId', to_deployment_id, 'previousDeploymentId', from_deployment_id)::text as answer
     from stopgap.activation_log
     where env = $1 and to_deployment_id = $2
     order by id desc
     limit 1`,
    [env, deploymentId],
  );
}
