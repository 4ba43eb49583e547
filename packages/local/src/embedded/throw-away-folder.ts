import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";

import { cacheFolder, makeReachable } from "../cache/folders.js";
import { isAlive } from "../cache/process-life.js";
import { giveToServerUser } from "../cache/server-user.js";
import { postmasterOf } from "./postmaster.js";

/** A throw-away server whose starter has ended, while it has not. */
export interface StrayServer {
  readonly folder: string;
  readonly pid: number;
}

/** Makes the folder of a throw-away server, owned by the user of the servers, and named after this process. */
export async function makeThrowAwayFolder(env?: NodeJS.ProcessEnv): Promise<string> {
  const servers = await makeReachable(join(cacheFolder(env), "servers"));
  await removeAbandoned(servers);
  const folder = await mkdtemp(join(servers, `of-${process.pid.toString()}-`));
  // The guard of the server removes its folder, so it must be allowed to write into the one above.
  await giveToServerUser(servers, folder);
  return folder;
}

/** The throw-away servers that run although the processes that started them have ended. There should be none. */
export async function strayServers(env?: NodeJS.ProcessEnv): Promise<readonly StrayServer[]> {
  const servers = join(cacheFolder(env), "servers");
  const orphans = await orphanFolders(servers);
  return orphans.flatMap(({ folder, pid }) => (pid === undefined ? [] : [{ folder, pid }]));
}

async function removeAbandoned(servers: string): Promise<void> {
  for (const { folder, pid } of await orphanFolders(servers))
    if (pid === undefined) await rm(folder, { recursive: true, force: true });
}

interface OrphanFolder {
  readonly folder: string;
  /** The process of the server, while it lives. */
  readonly pid: number | undefined;
}

async function orphanFolders(servers: string): Promise<readonly OrphanFolder[]> {
  if (!existsSync(servers)) return [];
  const folders = (await readdir(servers)).map((name) => join(servers, name));
  const found = await Promise.all(
    folders.map(async (folder) => ({
      folder,
      owner: ownerOf(folder),
      pid: await postmasterOf(join(folder, "data")),
    })),
  );
  return found.filter(({ owner }) => owner !== undefined && !isAlive(owner));
}

function ownerOf(folder: string): number | undefined {
  const [, pid] = /^of-(\d+)-/.exec(basename(folder)) ?? [];
  return pid === undefined ? undefined : Number(pid);
}
