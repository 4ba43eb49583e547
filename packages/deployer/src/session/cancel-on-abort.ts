import { setTimeout as wait } from "node:timers/promises";

import type { Connections } from "./connections.js";

/** How long a cancel may need to be heard, in milliseconds: it can come before the statement, which then never hears of it. */
const intervalMilliseconds = 200;

/** Runs `work`, and makes the server stop its statement when the signal comes. */
export async function cancelOnAbort<Result>(
  { cancel }: Connections,
  mark: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!signal || !cancel) return work();
  const end = new AbortController();
  const stop = (): void => void cancelUntil(end.signal, () => cancel(mark));
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", stop);
    end.abort();
  }
}

async function cancelUntil(end: AbortSignal, cancel: () => Promise<void>): Promise<void> {
  while (!end.aborted) {
    // Where it cannot be cancelled, it goes on.
    await cancel().catch(() => undefined);
    await wait(intervalMilliseconds, undefined, { signal: end }).catch(() => undefined);
  }
}
