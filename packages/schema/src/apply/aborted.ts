import { SchemaError } from "../errors.js";

/** The error of a run whose caller has aborted it. */
export function abortedError(signal: AbortSignal, cause?: unknown): SchemaError {
  return new SchemaError(
    "aborted",
    "The run was aborted, and nothing of it has happened",
    {},
    {
      cause: cause ?? signal.reason,
    },
  );
}

/** @throws {@link SchemaError} `aborted` once the signal has come */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal);
}
