import { setTimeout as pause } from "node:timers/promises";

import { GatewayError } from "../errors/gateway-error.js";
import type { StopSignal } from "../pools/pools.js";

/** How many times a call is made at most. */
const attempts = 5;
const firstDelayMs = 20;

/** Makes a call again where another transaction has got in its way. Nothing of what failed has taken effect. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  signal: StopSignal | undefined,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries >= attempts || !isPassing(error) || signal?.aborted === true) throw error;
      // At random, so that those who got in each other's way do not meet again.
      await pause(Math.random() * firstDelayMs * 2 ** tries);
    }
  }
}

function isPassing(error: unknown): boolean {
  const state = error instanceof GatewayError ? error.fields.sqlstate : undefined;
  return state === "40001" || state === "40P01";
}
