import type pg from "pg";

import { GatewayError } from "../errors/gateway-error.js";
import type { StopSignal } from "../pools/pools.js";
import { cancelRequest } from "./cancel-request.js";

/**
 * Runs something on a connection; where the signal ends it, the server is told to stop what the connection is running. Comes back
 * only when the connection is free again and no such request is under way, so that the next user of it is not the one it hits.
 */
export async function interruptible<T>(
  client: pg.ClientBase,
  signal: StopSignal | undefined,
  run: () => Promise<T>,
): Promise<T> {
  if (!signal) return run();
  throwIfGone(signal);
  let cancelling: Promise<void> | undefined;
  const cancel = (): void => {
    cancelling = cancelRequest(client);
  };
  signal.addEventListener("abort", cancel);
  try {
    return await run();
  } finally {
    signal.removeEventListener("abort", cancel);
    if (cancelling) await cancelling;
  }
}

/** @throws GatewayError `unavailable`, which nobody reads any more. */
export function throwIfGone(signal: StopSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new GatewayError("unavailable", "The caller has gone", {}, { cause: signal.reason });
  }
}
