import { readFile, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";

/**
 * The process of the server that runs on a data folder, or `undefined`. A file that a crash has left behind, with a number
 * that another process has now, does not mislead it: PostgreSQL works in its data folder.
 */
export async function postmasterOf(dataFolder: string): Promise<number | undefined> {
  try {
    const pid = Number.parseInt(await readFile(join(dataFolder, "postmaster.pid"), "utf8"), 10);
    const workFolder = await readlink(`/proc/${pid.toString()}/cwd`);
    return workFolder === (await realpath(dataFolder)) ? pid : undefined;
  } catch {
    return undefined;
  }
}
