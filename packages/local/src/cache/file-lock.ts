import { open, readFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { LocalError } from "../errors.js";
import { isAlive } from "./process-life.js";

const pollMilliseconds = 100;
const patienceMilliseconds = 5 * 60_000;

/**
 * Runs `work` while no other process of this machine does under the same lock file. A lock whose owner has died is taken
 * over.
 *
 * @throws {@link LocalError} `locked` when the owner has held it for five minutes.
 */
export async function withFileLock<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  await acquire(lockFile);
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function acquire(lockFile: string): Promise<void> {
  const deadline = Date.now() + patienceMilliseconds;
  while (!(await create(lockFile))) {
    const owner = Number(await readFile(lockFile, "utf8").catch(() => ""));
    if (owner > 0 && !isAlive(owner)) await rm(lockFile, { force: true });
    else if (Date.now() > deadline)
      throw new LocalError(
        "locked",
        `Process ${owner.toString()} has held ${lockFile} for five minutes. Stop it, or remove the file.`,
      );
    else await sleep(pollMilliseconds);
  }
}

async function create(lockFile: string): Promise<boolean> {
  try {
    const file = await open(lockFile, "wx");
    await file.writeFile(process.pid.toString());
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
