import type { FunctionInfo } from "../api/define-api.js";
import { CallError } from "../errors.js";
import { UnsendableError, writeJson } from "../json/write-json.js";
import { ConnectionError } from "../transport/connection-error.js";
import type { Transport } from "../transport/transport.js";
import type { CallRequest, CallSettings } from "./call-request.js";
import { callFailure } from "./database-failure.js";
import { isPassing, withRetries } from "./retry.js";
import type { RetryPolicy } from "./retry.js";

/** How calls of one client are made. */
export interface Caller {
  readonly transport: Transport;
  readonly settings: CallSettings;
  readonly policy: RetryPolicy;
}

/**
 * Calls a function, more than once where that does no harm and may help.
 *
 * @param args - Undefined: none, which a function sees as an empty object.
 * @throws {@link CallError}
 */
export async function callFunction(
  { transport, settings, policy }: Caller,
  path: string,
  { kind, idempotent }: FunctionInfo,
  args: unknown,
): Promise<unknown> {
  const isRepeatable = kind === "query" || idempotent;
  const request: CallRequest = {
    ...settings,
    path,
    kind,
    args: argsText(path, args),
    idempotencyKey: kind === "mutation" && idempotent ? crypto.randomUUID() : undefined,
  };
  const attempt = (): Promise<unknown> => transport.call(request);
  if (!isRepeatable || !transport.canRepeat) return attempt();
  try {
    return await withRetries(policy, attempt, isPassing, settings.signal);
  } catch (error) {
    throw error instanceof ConnectionError ? callFailure(request, error) : error;
  }
}

function argsText(path: string, args: unknown): string {
  if (args === undefined) return "{}";
  try {
    return writeJson(args);
  } catch (cause) {
    if (!(cause instanceof UnsendableError)) throw cause;
    const issue = { path: cause.path, message: `must not be ${cause.problem}` };
    throw new CallError(
      "invalid_args",
      path,
      `the arguments of ${path} cannot be sent: ${cause.message}`,
      { issues: [issue] },
      { cause },
    );
  }
}
