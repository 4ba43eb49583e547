import { DeployerError } from "../errors.js";

/** Whether it has come. */
export function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

/** What an operation throws that its signal has stopped. */
export function abortedError(signal: AbortSignal | undefined): DeployerError {
  return new DeployerError(
    "aborted",
    "the operation was aborted; nothing has changed",
    {},
    { cause: signal?.reason },
  );
}
