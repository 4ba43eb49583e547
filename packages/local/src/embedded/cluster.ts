import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { lastWords, runProgram } from "../cache/run-program.js";
import { giveToServerUser, serverUser } from "../cache/server-user.js";
import { LocalError } from "../errors.js";
import type { Engine } from "./engine-folder.js";

/** Whether the data must outlive a crash of the machine. */
export type Durability = "durable" | "throw-away";

/** A data folder that a server can be started on. */
export interface Cluster {
  readonly dataFolder: string;
  /** The superuser's password: other users of the machine can reach the port as well. */
  readonly password: string;
}

const commonSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // Loaded later, pljs replaces the handlers that cancel plain SQL.
  shared_preload_libraries: "pljs",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "%m [%p] %d ",
  wal_level: "minimal",
  max_wal_senders: "0",
};

const throwAwaySettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Makes a data folder inside `folder`, which must belong to the user of the servers.
 *
 * @throws {@link LocalError} `start_failed` with what `initdb` said.
 */
export async function createCluster(
  engine: Engine,
  folder: string,
  durability: Durability,
  ownSettings: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
  const user = await serverUser();
  const dataFolder = join(folder, "data");
  const passwordFile = join(folder, "password");
  const password = randomBytes(18).toString("base64url");
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveToServerUser(passwordFile);
  const settings = {
    ...commonSettings,
    ...(durability === "throw-away" ? throwAwaySettings : {}),
    ...ownSettings,
  };
  const args = [
    `--pgdata=${dataFolder}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    ...(durability === "throw-away" ? ["--no-sync"] : []),
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  try {
    await runProgram(join(engine.folder, "bin", "initdb"), args, { cwd: engine.folder, user });
  } catch (error) {
    throw new LocalError("start_failed", `initdb failed: ${lastWords(error)}`, { cause: error });
  }
  return { dataFolder, password };
}

/** The superuser's URL of a server on this machine. */
export function clusterUrl({ password }: Pick<Cluster, "password">, port: number): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port.toString()}/postgres`;
}
