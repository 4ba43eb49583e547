import autocannon from "autocannon";

import { items, platform } from "./functions.js";

/** The body of a call of the one-row function. */
export function callBody(tenant: string | null = null): string {
  const wanted = 1 + Math.floor(Math.random() * items);
  return JSON.stringify({ platform, tenant_id: tenant, function: "find_item", params: [wanted] });
}

const headers = { "content-type": "application/json" };

/** Requests a second with so many connections that each send one after the other. */
export async function throughput(
  url: string,
  connections: number,
  seconds: number,
): Promise<number> {
  const result = await autocannon({
    url: `${url}/call`,
    method: "POST",
    headers,
    body: callBody(),
    connections,
    duration: seconds,
  });
  const failed = result.non2xx + result.errors;
  if (failed > 0)
    throw new Error(
      `${failed} of ${result.requests.total} requests to ${url} failed: ${JSON.stringify(result.statusCodeStats)}`,
    );
  return result.requests.total / result.duration;
}

/**
 * Latencies at a rate that saturates nothing, in milliseconds: so many callers, each asking at an interval of its own.
 *
 * @param ask - Asks once and waits for the answer.
 */
export async function latencies(
  ask: (caller: number) => Promise<unknown>,
  { callers, perSecond, seconds }: { callers: number; perSecond: number; seconds: number },
): Promise<readonly number[]> {
  const interval = (1000 * callers) / perSecond;
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async (_none, caller) => {
      let next = performance.now() + (interval * caller) / callers;
      while (next < end) {
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
        const start = performance.now();
        await ask(caller);
        times.push(performance.now() - start);
        next += interval;
      }
    }),
  );
  return times;
}

/** The value that so large a part of all is below. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
