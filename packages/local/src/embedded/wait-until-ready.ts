import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";

const patienceMilliseconds = 60_000;
const pollMilliseconds = 20;
const notYet = new Set(["ECONNREFUSED", "57P03"]);

/** Returns when a connection to `url` succeeds. Fails when `hasEnded` says that waiting is in vain, or after a minute. */
export async function waitUntilReady(url: string, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      return;
    } catch (error) {
      const code = (error as { readonly code?: string }).code ?? "";
      if (!notYet.has(code) || hasEnded() || Date.now() > deadline) throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
    await sleep(pollMilliseconds);
  }
}
