import { randomUUID } from "node:crypto";

import { DeployerError, DeployError } from "./errors.js";
import { deployments } from "./history.js";
import { recordFailure } from "./record-failure.js";
import type { Connections } from "./session/connections.js";
import { operate, type Operation } from "./session/operate.js";
import type { OperationOptions } from "./session/operation-options.js";

/** A deploy, as far as a failure of it is kept. */
interface Deploy extends OperationOptions {
  readonly env: string;
  readonly label?: string | null | undefined;
}

/**
 * Deploys, and keeps a failure that the database could not keep itself: it has undone all, or the connection was lost. Where
 * that cannot be done either, the failure is thrown as it is.
 */
export async function keepingFailure<Result>(
  connections: Connections,
  { env, label = null, ...given }: Deploy,
  defaults: OperationOptions,
  deploy: (operation: Operation) => Promise<Result>,
): Promise<Result> {
  const { onEvent = defaults.onEvent, signal = defaults.signal } = given;
  let step: string | undefined;
  const requestId = randomUUID();
  const operation: Operation = {
    name: "deploy",
    requestId,
    signal,
    onEvent: (event) => {
      if (event.type !== "retry") step = event.step;
      onEvent?.(event);
    },
  };
  try {
    return await deploy(operation);
  } catch (error) {
    if (!(error instanceof DeployerError) || !isWorthKeeping(error)) throw error;
    const { code, sqlstate = code, message, detail, hint } = error;
    const failure = { message, code: sqlstate, step, detail, hint };
    // By the same name, so that the database tells a deployment that has happened after all.
    const record = { name: "record_failure", requestId, signal };
    const kept = await operate(connections, record, async (session) => {
      const id = await recordFailure(session, env, failure, label);
      const [found] = await deployments(session, env, { limit: 1, beforeId: id + 1 });
      return { id, hasFailed: found?.status === "failed" };
    }).catch(() => undefined);
    if (!kept) throw error;
    if (!kept.hasFailed) return deploy(operation);
    throw new DeployError(kept.id, message, { sqlstate, detail, hint, step }, { cause: error });
  }
}

/** What the database has not kept, and nobody has wanted. */
function isWorthKeeping({ code, sqlstate = "" }: DeployerError): boolean {
  if (code === "busy" || code === "connection_lost") return true;
  // Out of resources, or stopped from outside.
  return code === "refused" && /^(?:53|57|58|XX)/.test(sqlstate);
}
