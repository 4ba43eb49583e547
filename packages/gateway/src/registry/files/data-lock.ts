import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import pLimit from "p-limit";

import { GatewayError } from "../../errors/gateway-error.js";

/** How often a holder shows that it is alive, after how long without that it counts as gone, how long others wait. In milliseconds. */
const refreshMs = 1_000;
const staleMs = 5_000;
const patienceMs = 15_000;
const pollMs = 15;

/** Runs work while nobody else does: in this process, or in another one that has the same folder. */
export type DataLock = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * The lock of a folder: a file `.lock` in it, which its holder touches every second. One that was not touched for five seconds belongs to
 * a process that is gone.
 *
 * @throws GatewayError `unavailable` where somebody else holds it for too long.
 */
export function createDataLock(folder: string): DataLock {
  const file = join(folder, ".lock");
  const oneAtATime = pLimit(1);
  return (work) =>
    oneAtATime(async () => {
      await mkdir(folder, { recursive: true });
      const owner = await take(file);
      const refresh = setInterval(() => {
        const now = new Date();
        utimes(file, now, now).catch(() => undefined);
      }, refreshMs).unref();
      try {
        return await work();
      } finally {
        clearInterval(refresh);
        if ((await ownerOf(file)) === owner) await rm(file, { force: true });
      }
    });
}

async function take(file: string): Promise<string> {
  const owner = randomUUID();
  const deadline = Date.now() + patienceMs;
  while (!(await createExclusively(file, owner))) {
    if (await isStale(file)) await breakStale(file);
    else if (Date.now() > deadline)
      throw new GatewayError(
        "unavailable",
        "Another process is writing to the gateway's data for too long",
        { retryAfterSeconds: 5 },
      );
    else await sleep(pollMs);
  }
  return owner;
}

async function createExclusively(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(file)).mtimeMs > staleMs;
  } catch {
    return false;
  }
}

/** Only one may break a lock, and looks again once nobody else can: the lock that another one has just broken and taken is not stale. */
async function breakStale(file: string): Promise<void> {
  const guard = `${file}.breaking`;
  if (!(await createExclusively(guard, ""))) {
    if (await isStale(guard)) await rm(guard, { force: true });
    await sleep(pollMs);
    return;
  }
  try {
    if (await isStale(file)) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function ownerOf(file: string): Promise<string | null> {
  return readFile(file, "utf8").catch(() => null);
}
