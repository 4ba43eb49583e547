import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";

import { serverUser } from "../cache/server-user.js";
import type { Engine } from "../embedded/engine-folder.js";
import { postmasterOf } from "../embedded/postmaster.js";
import { LocalError } from "../errors.js";

const pollMilliseconds = 20;
const stopMilliseconds = 30_000;
const checkpointMilliseconds = 10_000;

/** What the server of a folder writes. */
export function logFile(folder: string): string {
  return join(folder, "server.log");
}

/** Starts a server that outlives this process, on `<folder>/data`, and returns when it takes connections. */
export async function startDetached(engine: Engine, folder: string, port: number): Promise<void> {
  const file = logFile(folder);
  const args = ["start", "-s", "-w", "-D", join(folder, "data"), "-l", file];
  const child = spawn(
    join(engine.folder, "bin", "pg_ctl"),
    [...args, "-t", "60", "-o", `-p ${port.toString()}`],
    {
      cwd: engine.folder,
      env: { PATH: process.env["PATH"], LC_ALL: "C" },
      detached: true,
      // The server would keep a pipe of this process open.
      stdio: "ignore",
      ...(await serverUser()),
    },
  );
  const exitCode = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (exitCode === 0) return;
  const log = await readFile(file, "utf8").catch(() => "");
  const lastLines = log.trim().split("\n").slice(-3).join(" | ");
  throw new LocalError("start_failed", `PostgreSQL did not start (${file}): ${lastLines}`);
}

/**
 * Stops the server of `<folder>/data`, with its sessions. A preloaded pljs takes the signals of PostgreSQL's orderly stops
 * for itself, so this asks for a checkpoint and then stops it at once: what was confirmed stays, and the next start has
 * little to recover.
 */
export async function stopDetached(folder: string, url: string): Promise<void> {
  const dataFolder = join(folder, "data");
  const pid = await postmasterOf(dataFolder);
  if (pid === undefined) return;
  await checkpoint(url);
  process.kill(pid, "SIGQUIT");
  const deadline = Date.now() + stopMilliseconds;
  while ((await postmasterOf(dataFolder)) !== undefined) {
    if (Date.now() > deadline)
      throw new LocalError("stop_failed", `The server of ${folder} did not stop`);
    await sleep(pollMilliseconds);
  }
}

async function checkpoint(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, query_timeout: checkpointMilliseconds });
  try {
    await client.connect();
    await client.query("checkpoint");
  } catch {
    // Without a checkpoint the next start recovers more from the log, and loses nothing.
  } finally {
    await client.end().catch(() => undefined);
  }
}
