import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { LocalError } from "../errors.js";
import { runProgram } from "./run-program.js";
import { runsAsRoot, serverUser } from "./server-user.js";

type Environment = NodeJS.ProcessEnv;

/**
 * The folder of what can be fetched or made again: engine packages, unpacked engines, throw-away data.
 * `STOPGAP_CACHE_DIR` names another one.
 */
export function cacheFolder(env: Environment = process.env): string {
  if (env["STOPGAP_CACHE_DIR"]) return env["STOPGAP_CACHE_DIR"];
  if (runsAsRoot()) return "/var/cache/stopgap";
  return join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "stopgap");
}

/** The folder of the data that stays: local servers. `STOPGAP_STATE_DIR` names another one. */
export function stateFolder(env: Environment = process.env): string {
  if (env["STOPGAP_STATE_DIR"]) return env["STOPGAP_STATE_DIR"];
  if (runsAsRoot()) return "/var/lib/stopgap";
  return join(env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state"), "stopgap");
}

/** Makes a folder that the user of the servers can enter, and says so when it cannot be. */
export async function makeReachable(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await runProgram("test", ["-x", folder], { user: await serverUser() });
  } catch (cause) {
    throw new LocalError(
      "unavailable",
      `the folder ${folder} cannot be made, or not be entered by the user that runs PostgreSQL ` +
        "(STOPGAP_CACHE_DIR and STOPGAP_STATE_DIR name others)",
      { cause },
    );
  }
  return folder;
}
