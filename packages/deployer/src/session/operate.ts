import { randomUUID } from "node:crypto";

import { DeployerError } from "../errors.js";
import { abortedError, isAborted } from "./aborted-error.js";
import { cancelOnAbort } from "./cancel-on-abort.js";
import type { Connections } from "./connections.js";
import type { OperationOptions } from "./operation-options.js";
import { delay, RetryBudget } from "./retry.js";
import type { SessionClient } from "./session-client.js";
import { Session, tell } from "./session.js";

/** What is to be done. */
export interface Operation extends OperationOptions {
  /** What it is called in the texts of its statements. */
  readonly name: string;
  /** Names the request: with the same one it happens once. Default: a new one. */
  readonly requestId?: string | undefined;
  /** Whether it does no harm to begin again when it is not known how far it came. Default true: requests have names. */
  readonly isRepeatable?: boolean | undefined;
}

/**
 * Does something with a connection, stops it when the signal comes, and begins again where that is safe: after a collision,
 * outside of a transaction of the caller, and after a lost connection where there is another one.
 */
export async function operate<Result>(
  connections: Connections,
  operation: Operation,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { signal, onEvent, isRepeatable = true, requestId = randomUUID() } = operation;
  const mark = `/* stopgap ${operation.name} ${requestId} */`;
  const budget = new RetryBudget();
  let lost: DeployerError | undefined;
  const attempt = { hasAsked: false, mayRepeat: isRepeatable };
  for (;;) {
    if (isAborted(signal)) throw lost ?? abortedError(signal);
    try {
      return await connections.lend(async (client) => {
        const session = new Session(client, { requestId, mark, onEvent, signal });
        try {
          return await cancelOnAbort(connections, mark, signal, () => work(session));
        } catch (error) {
          attempt.hasAsked ||= session.hasAsked;
          attempt.mayRepeat = isRepeatable && canRepeat(connections, client);
          throw error;
        }
      }, signal);
    } catch (error) {
      if (!(error instanceof DeployerError)) throw error;
      if (error.code === "connection_lost")
        lost = attempt.hasAsked ? inDoubt(error, requestId) : error;
      // Any other answer tells what has become of the request: the database remembers it.
      else if (error.code !== "cannot_connect" && error.code !== "busy") lost = undefined;
      if (isAborted(signal)) throw lost ?? stopped(error, signal);
      // The caller's own client does not come back.
      const isGone = error.code === "connection_lost" && !connections.canReconnect;
      const delayMs = attempt.mayRepeat && !isGone ? budget.delayAfter(error) : undefined;
      if (delayMs === undefined) throw lost ?? error;
      tell(onEvent, { type: "retry", attempt: budget.attempt, reason: error.code, delayMs });
      await delay(delayMs, signal).catch((aborted: unknown) => {
        throw lost ?? aborted;
      });
    }
  }
}

/** A client of the caller's may be in a transaction, which only the caller can begin again. */
function canRepeat({ canReconnect }: Connections, client: SessionClient): boolean {
  return canReconnect || client.getTransactionStatus?.() === "I";
}

function stopped(error: DeployerError, signal: AbortSignal | undefined): DeployerError {
  return error.sqlstate === "57014" ? abortedError(signal) : error;
}

function inDoubt({ message, cause }: DeployerError, requestId: string): DeployerError {
  const hint = `Whether it has happened: stopgap.deployment or stopgap.activation_log has the request_id ${requestId} then.`;
  return new DeployerError("connection_lost", message, { hint }, { cause });
}
