import { chown } from "node:fs/promises";

import { runProgram } from "./run-program.js";

/** The user that owns and runs a server. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Whether this process runs as root, as which PostgreSQL refuses to run. */
export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The user to run servers as: for root the system's `postgres`, or `nobody` where there is none; else `undefined`, which
 * is the user of this process. It must be a user that the system knows: `initdb` asks for its name.
 */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (!runsAsRoot()) return undefined;
  const name = await runProgram("id", ["-u", "postgres"]).then(
    () => "postgres",
    () => "nobody",
  );
  const [uid, gid] = await Promise.all([
    runProgram("id", ["-u", name]),
    runProgram("id", ["-g", name]),
  ]);
  return { uid: Number(uid), gid: Number(gid) };
}

/** Makes files belong to the user of the servers. Does nothing where that is the user of this process. */
export async function giveToServerUser(...paths: readonly string[]): Promise<void> {
  const user = await serverUser();
  if (user === undefined) return;
  await Promise.all(paths.map((path) => chown(path, user.uid, user.gid)));
}
