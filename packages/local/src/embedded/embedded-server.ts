import { mkdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { LocalError } from "../errors.js";
import type { PostgresServer } from "../postgres/postgres-server.js";
import type { StartOptions } from "../postgres/start-postgres.js";
import { clusterUrl, createCluster } from "./cluster.js";
import { embeddedEngine } from "./engine-folder.js";
import type { Engine } from "./engine-folder.js";
import { freePort } from "./free-port.js";
import { startGuarded } from "./guarded-postgres.js";
import { makeThrowAwayFolder } from "./throw-away-folder.js";
import { waitUntilReady } from "./wait-until-ready.js";

const attempts = 3;

/** Starts a throw-away server of the embedded engine. It ends with this process. */
export async function startEmbedded(options: StartOptions): Promise<PostgresServer> {
  const engine = await embeddedEngine(options);
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(engine, options);
    } catch (error) {
      // Another process may have taken the port that was free a moment ago.
      if (attempt === attempts || !/could not bind|could not create any TCP/.test(String(error)))
        throw error;
    }
  }
}

async function startOnce(engine: Engine, options: StartOptions): Promise<PostgresServer> {
  const folder = await makeThrowAwayFolder(options.env);
  const cluster = await createCluster(engine, folder, "throw-away");
  const port = await freePort();
  const url = clusterUrl(cluster, port);
  const logFile = await logFileFor(folder, options);
  const postgres = await startGuarded(engine, folder, port, logFile);
  try {
    await waitUntilReady(url, () => postgres.process.exitCode !== null);
  } catch (cause) {
    const log = await readFile(logFile, "utf8").catch(() => "");
    await postgres.stop();
    throw new LocalError("start_failed", `PostgreSQL did not start: ${log.trim()}`, { cause });
  }
  return { url, source: "embedded", stop: () => postgres.stop() };
}

async function logFileFor(folder: string, { env, logFolder }: StartOptions): Promise<string> {
  const kept = logFolder ?? env?.["STOPGAP_SERVER_LOGS"];
  if (!kept) return join(folder, "server.log");
  await mkdir(kept, { recursive: true });
  return join(kept, `${basename(folder)}.log`);
}
