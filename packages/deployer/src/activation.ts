import type { SqlClient } from "@stopgap/sql";

import { ask } from "./database.js";
import type { OperationOptions } from "./session/operation-options.js";
import type { Session } from "./session/session.js";

/** How far to go back: by steps, or to a deployment. */
export type RollbackTarget =
  | { readonly steps?: number | undefined; readonly toId?: undefined }
  | { readonly steps?: undefined; readonly toId: number };

/** How to roll back. */
export type RollbackOptions = OperationOptions & RollbackTarget;

/** Another deployment is active. */
export interface Activation {
  /** The one that is active now. */
  readonly deploymentId: number;
  /** The one that was active before; null where there was none. */
  readonly previousDeploymentId: number | null;
}

export async function rollback(
  session: Session,
  env: string,
  { steps, toId }: RollbackOptions = {},
): Promise<Activation> {
  const values = [env, steps ?? 1, toId ?? null];
  const id = await session.change<number>("stopgap.rollback($1, $2, $3)", values);
  return lastActivation(session, env, id);
}

export async function activate(
  session: Session,
  env: string,
  deploymentId: number,
): Promise<Activation> {
  const id = await session.change<number>("stopgap.activate($1, $2)", [env, deploymentId]);
  return lastActivation(session, env, id);
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
