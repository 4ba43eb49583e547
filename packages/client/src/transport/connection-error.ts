import { ClientError } from "../errors.js";

/** There was no connection to be had, or the caller has stopped waiting. */
export class ConnectionError extends ClientError<
  "unavailable" | "forbidden" | "timeout" | "cancelled"
> {}

/** The error of what a signal has ended. */
export function interruption(signal: AbortSignal): ConnectionError {
  const cause: unknown = signal.reason;
  const isTimeout = cause instanceof Error && cause.name === "TimeoutError";
  return isTimeout
    ? new ConnectionError("timeout", "it took longer than the signal allows", {}, { cause })
    : new ConnectionError("cancelled", "it was ended by the signal", {}, { cause });
}
