import { cp, readdir, readlink, realpath, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";

import { runProgram } from "../cache/run-program.js";
import { giveToServerUser, serverUser } from "../cache/server-user.js";
import { type Cluster, clusterUrl, createCluster } from "../embedded/cluster.js";
import { embeddedEngine } from "../embedded/engine-folder.js";
import type { Engine } from "../embedded/engine-folder.js";
import { freePort } from "../embedded/free-port.js";
import { type GuardedPostgres, startGuarded } from "../embedded/guarded-postgres.js";
import { makeThrowAwayFolder } from "../embedded/throw-away-folder.js";
import { waitUntilReady } from "../embedded/wait-until-ready.js";

/**
 * A server of the embedded engine that belongs to one test file, which may do with it what would disturb others: kill it,
 * start it again, let a standby follow it. It ends with the process that started it.
 *
 * @example
 * const server = await OwnServer.create();
 * afterAll(() => server.stop());
 * await server.kill();
 * await server.start();
 */
export class OwnServer {
  readonly #engine: Engine;
  readonly #folder: string;
  readonly #port: number;
  readonly #cluster: Cluster;
  #running: GuardedPostgres | undefined;

  /**
   * Makes a server and starts it.
   *
   * @param settings - Of `postgresql.conf`, such as `{ wal_level: "replica" }`. Default: those of all throw-away servers.
   * @throws {@link LocalError} `unavailable` where there is no embedded engine.
   */
  static async create(settings: Readonly<Record<string, string>> = {}): Promise<OwnServer> {
    const engine = await embeddedEngine();
    const folder = await makeThrowAwayFolder();
    const cluster = await createCluster(engine, folder, "throw-away", {
      // What was committed must survive a kill.
      ...{ synchronous_commit: "on", full_page_writes: "on" },
      ...settings,
    });
    const server = new OwnServer(engine, folder, await freePort(), cluster);
    await server.start();
    return server;
  }

  private constructor(engine: Engine, folder: string, port: number, cluster: Cluster) {
    this.#engine = engine;
    this.#folder = folder;
    this.#port = port;
    this.#cluster = cluster;
  }

  /** A superuser's URL of its maintenance database. It stays the same when the server is started again. */
  get url(): string {
    return clusterUrl(this.#cluster, this.#port);
  }

  /** Ends all its processes at once, as a failure of the machine does. The data stays. */
  async kill(): Promise<void> {
    for (;;) {
      const pids = await processesIn(this.#cluster.dataFolder);
      if (pids.length === 0) break;
      for (const pid of pids) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It has ended meanwhile.
        }
      }
      await sleep(5);
    }
    await rm(join(this.#cluster.dataFolder, "postmaster.pid"), { force: true });
    await this.#running?.stop();
    this.#running = undefined;
  }

  /** Starts it, and returns when it takes connections. What was committed is there. */
  async start(): Promise<void> {
    const logFile = join(this.#folder, "server.log");
    const running = await startGuarded(this.#engine, this.#folder, this.#port, logFile, "keep");
    this.#running = running;
    await waitUntilReady(this.url, () => running.process.exitCode !== null);
  }

  /**
   * Makes a streaming standby of it, and starts that. The server must have been made with `wal_level: "replica"` and
   * `max_wal_senders`.
   */
  async createStandby(): Promise<OwnServer> {
    const folder = await makeThrowAwayFolder();
    const dataFolder = join(folder, "data");
    const client = new pg.Client(this.url);
    await client.connect();
    try {
      await client.query("select pg_backup_start('standby', true)");
      await cp(this.#cluster.dataFolder, dataFolder, {
        recursive: true,
        filter: (path) => !["postmaster.pid", "postmaster.opts"].includes(basename(path)),
      });
      const { rows } = await client.query<{ labelfile: string }>(
        "select labelfile from pg_backup_stop(false)",
      );
      await writeFile(join(dataFolder, "backup_label"), rows[0]?.labelfile ?? "");
    } finally {
      await client.end();
    }
    await writeFile(join(dataFolder, "standby.signal"), "");
    const { hostname, port, username, password } = new URL(this.url);
    await writeFile(
      join(dataFolder, "postgresql.auto.conf"),
      `primary_conninfo = 'host=${hostname} port=${port} user=${username} password=${password}'\n`,
    );
    await runProgram("chmod", ["-R", "u=rwX,go=", dataFolder]);
    const user = await serverUser();
    if (user) {
      await runProgram("chown", ["-R", `${String(user.uid)}:${String(user.gid)}`, dataFolder]);
      await giveToServerUser(folder);
    }
    const cluster = { ...this.#cluster, dataFolder };
    const standby = new OwnServer(this.#engine, folder, await freePort(), cluster);
    await standby.start();
    return standby;
  }

  /** Stops it, and removes its data. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The processes of the server that runs on a data folder: PostgreSQL works there. */
async function processesIn(dataFolder: string): Promise<readonly number[]> {
  const folder = await realpath(dataFolder);
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const workFolder = await readlink(`/proc/${pid}/cwd`).catch(() => "");
      return workFolder === folder ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}
