import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { withFileLock } from "../cache/file-lock.js";
import { makeReachable, stateFolder } from "../cache/folders.js";
import { giveToServerUser } from "../cache/server-user.js";
import { clusterUrl, createCluster } from "../embedded/cluster.js";
import { embeddedEngine } from "../embedded/engine-folder.js";
import type { Engine } from "../embedded/engine-folder.js";
import { freePort } from "../embedded/free-port.js";
import { postmasterOf } from "../embedded/postmaster.js";
import { LocalError } from "../errors.js";
import { logFile, startDetached, stopDetached } from "./detached-postgres.js";
import { followLog } from "./follow-log.js";
import type { ServerMessage } from "./server-message.js";
import { readRecord, writeRecord } from "./server-record.js";

/** Which local server. */
export interface LocalServerOptions {
  /** Its name: several can live side by side. Default: `"default"`. */
  readonly name?: string;
  /** What to report slow steps to, a line each. Default: nothing. */
  readonly onProgress?: (line: string) => void;
  /** The environment to read settings from. Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
}

/** How a local server is: its data stays while it is stopped. */
export type LocalServerStatus =
  | { readonly state: "running"; readonly url: string; readonly folder: string }
  | { readonly state: "stopped" | "absent"; readonly folder: string };

/** A local server that runs. */
export type RunningLocalServer = Extract<LocalServerStatus, { state: "running" }>;

/**
 * A PostgreSQL with pljs on this machine that stays: its data outlives its stop, and the server the process that started
 * it. It belongs to the user, not to a project, and listens on this machine only.
 *
 * @example
 * const { url } = await localServer.start();
 */
export const localServer = {
  /**
   * Starts it, makes it first where there is none, and does nothing when it runs.
   *
   * @throws {@link LocalError} `unavailable` where the embedded engine cannot be had; `start_failed`.
   */
  start: (options: LocalServerOptions = {}): Promise<RunningLocalServer> =>
    locked(options, (folder) => start(folder, options)),

  /** Stops it and keeps its data. Does nothing when it does not run. */
  stop: (options: LocalServerOptions = {}): Promise<LocalServerStatus> =>
    locked(options, async (folder) => {
      await stop(folder);
      return status(folder);
    }),

  /** Tells whether it runs, and where. */
  status: (options: LocalServerOptions = {}): Promise<LocalServerStatus> => status(place(options)),

  /**
   * The superuser's URL, with its password.
   *
   * @throws {@link LocalError} `not_running`.
   */
  url: async (options: LocalServerOptions = {}): Promise<string> => {
    const found = await status(place(options));
    if (found.state === "running") return found.url;
    throw new LocalError(
      "not_running",
      `The local server is ${found.state}. Start it with \`stopgap db start\`.`,
    );
  },

  /**
   * What it writes into its log from now on, until the signal is aborted. How much that is, `log_min_messages` says.
   */
  messages: (
    signal: AbortSignal,
    options: LocalServerOptions = {},
  ): AsyncGenerator<ServerMessage, void> => followLog(logFile(place(options)), signal),

  /** Removes all its data, and starts it anew. */
  reset: (options: LocalServerOptions = {}): Promise<RunningLocalServer> =>
    locked(options, async (folder) => {
      await stop(folder);
      await rm(folder, { recursive: true, force: true });
      return start(folder, options);
    }),
} as const;

function place({ name = "default", env }: LocalServerOptions): string {
  return join(stateFolder(env), "servers", name);
}

async function locked<T>(
  options: LocalServerOptions,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = place(options);
  await makeReachable(join(folder, ".."));
  return withFileLock(`${folder}.lock`, () => work(folder));
}

async function start(folder: string, options: LocalServerOptions): Promise<RunningLocalServer> {
  const found = await status(folder);
  if (found.state === "running") return found;
  const engine = await embeddedEngine(options);
  const password = (await readRecord(folder))?.password ?? (await create(engine, folder, options));
  await checkMajor(engine, folder);
  const port = await freePort((await readRecord(folder))?.port);
  const record = { port, password };
  await writeRecord(folder, record);
  await startDetached(engine, folder, port);
  return { state: "running", url: clusterUrl(record, record.port), folder };
}

async function create(
  engine: Engine,
  folder: string,
  { onProgress }: LocalServerOptions,
): Promise<string> {
  onProgress?.("Creating the local server");
  // Without a record, what is here is the rest of a creation that was broken off.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await giveToServerUser(folder);
  const { password } = await createCluster(engine, folder, "durable");
  await rm(join(folder, "password"));
  await writeRecord(folder, { port: await freePort(), password });
  return password;
}

async function checkMajor(engine: Engine, folder: string): Promise<void> {
  const found = (await readFile(join(folder, "data", "PG_VERSION"), "utf8")).trim();
  if (found === engine.major.toString()) return;
  throw new LocalError(
    "start_failed",
    `The data in ${folder} is of PostgreSQL ${found}, and the engine is ${engine.major.toString()}. ` +
      "Dump it with the old one, or remove it with `stopgap db reset`.",
  );
}

async function stop(folder: string): Promise<void> {
  const found = await status(folder);
  if (found.state === "running") await stopDetached(folder, found.url);
}

async function status(folder: string): Promise<LocalServerStatus> {
  const record = await readRecord(folder);
  if (record === undefined) return { state: "absent", folder };
  if ((await postmasterOf(join(folder, "data"))) === undefined) return { state: "stopped", folder };
  return { state: "running", url: clusterUrl(record, record.port), folder };
}
