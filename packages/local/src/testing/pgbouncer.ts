import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { giveToServerUser, serverUser } from "../cache/server-user.js";
import { debianPrograms } from "../debian/debian-programs.js";
import { freePort } from "../embedded/free-port.js";
import { waitUntilReady } from "../embedded/wait-until-ready.js";
import { LocalError } from "../errors.js";

/** A PgBouncer between tests and a server. */
export interface PgBouncer {
  /** The URL of the database, through the pooler. */
  readonly url: string;
  /** Stops it. */
  stop(): Promise<void>;
}

/** Becomes PgBouncer, and leaves a guard beside it, which ends it when the starting process is gone. */
const guardScript = `
exec 3<&0
( ( cat <&3 >/dev/null; kill -TERM $$ ) >/dev/null 2>&1 & )
exec "$@" </dev/null 3<&-
`;

/**
 * Starts a PgBouncer of Debian's in front of a database, in transaction mode. Whoever connects is the user of the URL.
 *
 * @param databaseUrl - The database.
 * @param settings - Of its configuration, such as `{ default_pool_size: "2" }`.
 * @throws {@link LocalError} `unavailable` where it cannot be fetched.
 */
export async function startPgBouncer(
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<PgBouncer> {
  const program = join(await debianPrograms("pgbouncer"), "pgbouncer");
  const folder = await mkdtemp(join(tmpdir(), "stopgap-pgbouncer-"));
  const port = await freePort();
  const database = new URL(databaseUrl);
  const name = database.pathname.slice(1);
  const server = {
    host: database.hostname,
    port: database.port === "" ? "5432" : database.port,
    user: decodeURIComponent(database.username),
    ...(database.password === "" ? {} : { password: decodeURIComponent(database.password) }),
  };
  const pooler = {
    listen_addr: "127.0.0.1",
    listen_port: String(port),
    unix_socket_dir: "",
    auth_type: "any",
    pool_mode: "transaction",
    max_prepared_statements: "100",
    ...settings,
  };
  const lines = (entries: Readonly<Record<string, string>>): readonly string[] =>
    Object.entries(entries).map(([key, value]) => `${key} = ${value}`);
  const target = Object.entries(server).map(([key, value]) => `${key}='${value}'`);
  const config = join(folder, "pgbouncer.ini");
  const text = [
    "[databases]",
    `${name} = ${target.join(" ")}`,
    "[pgbouncer]",
    ...lines(pooler),
    "",
  ];
  await writeFile(config, text.join("\n"), { mode: 0o600 });
  await giveToServerUser(folder, config);

  const child = spawn("/bin/sh", ["-c", guardScript, "sh", program, config], {
    cwd: folder,
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
    ...(await serverUser()),
  });
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const guardPipe = child.stdin;
  guardPipe.on("error", () => undefined);
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    guardPipe.end();
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const url = new URL(databaseUrl);
  url.port = String(port);
  try {
    await waitUntilReady(url.href, () => child.exitCode !== null);
  } catch (cause) {
    await stop();
    throw new LocalError("start_failed", `PgBouncer did not start: ${said.trim()}`, { cause });
  }
  return { url: url.href, stop };
}
