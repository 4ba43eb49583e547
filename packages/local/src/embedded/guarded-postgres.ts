import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { serverUser } from "../cache/server-user.js";
import { LocalError } from "../errors.js";
import type { Engine } from "./engine-folder.js";

const stopMilliseconds = 30_000;

/**
 * Becomes PostgreSQL, and leaves a guard beside it. The guard reads a pipe that nobody writes to: it ends when the
 * starting process closes it or dies, in whatever way. Then the guard stops the server at once, which also ends sessions
 * that no request can interrupt, and removes its folder. Arguments: the folder, "keep" where it is not to be removed, the
 * program and its arguments. Where it is kept, a server that has been killed before is nobody's to stop.
 */
const guardScript = `
folder=$1
keep=$2
shift 2
exec 3<&0
(
  (
    cat <&3 >/dev/null
    [ -z "$keep" ] || [ -e "$folder/data/postmaster.pid" ] || exit
    kill -QUIT $$
    tries=0
    while [ -e "$folder/data/postmaster.pid" ] && kill -0 $$ && [ $tries -lt 100 ]; do
      tries=$((tries + 1))
      sleep 0.05
    done
    [ -e "$folder/data/postmaster.pid" ] && kill -KILL $$
    [ -n "$keep" ] || rm -rf "$folder"
  ) >/dev/null 2>&1 &
)
exec "$@" </dev/null 3<&-
`;

/** A PostgreSQL that ends with the process that started it. */
export interface GuardedPostgres {
  readonly process: ChildProcess;
  /** Stops it, and returns when its folder is gone, or the server itself where that is kept. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on `<folder>/data`. The folder, which must belong to the user of the servers, goes with it, unless it is
 * to be kept.
 */
export async function startGuarded(
  engine: Engine,
  folder: string,
  port: number,
  logFile: string,
  keeps: "keep" | "" = "",
): Promise<GuardedPostgres> {
  const log = await open(logFile, "a");
  const postgres = join(engine.folder, "bin", "postgres");
  const args = ["-D", join(folder, "data"), "-p", port.toString()];
  const child = spawn("/bin/sh", ["-c", guardScript, "sh", folder, keeps, postgres, ...args], {
    cwd: engine.folder,
    env: { PATH: process.env["PATH"], LC_ALL: "C" },
    // Its own session, so that Ctrl-C in a terminal reaches the guard's pipe only.
    detached: true,
    stdio: ["pipe", log.fd, log.fd],
    ...(await serverUser()),
  });
  await log.close();
  child.unref();
  const guardPipe = child.stdin as Socket;
  guardPipe.on("error", () => undefined);
  guardPipe.unref();
  return {
    process: child,
    stop: async () => {
      guardPipe.end();
      await removal(keeps ? join(folder, "data", "postmaster.pid") : folder);
    },
  };
}

async function removal(path: string): Promise<void> {
  const deadline = Date.now() + stopMilliseconds;
  while (existsSync(path)) {
    if (Date.now() > deadline)
      throw new LocalError("stop_failed", `The server of ${path} did not stop and go away`);
    await sleep(10);
  }
}
