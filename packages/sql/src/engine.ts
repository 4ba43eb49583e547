import { InstallError } from "./errors.js";
import { oneRow, type SqlClient } from "./sql-client.js";
import { readSqlFile } from "./sql-files.js";

/** A JavaScript engine, as an extension of the database. */
export interface Engine {
  readonly name: "plv8" | "pljs";
  readonly version: string;
}

/** How Stopgap is installed: with `language plts`, which needs a superuser, or without. */
export type Mode = "language" | "engine";

/** What an installation finds on a server. */
export interface Server {
  readonly engine: Engine;
  readonly mode: Mode;
  /** PostgreSQL's `server_version_num`, such as 180004. */
  readonly versionNumber: number;
}

export const oldestServer = 140_000;

/** Since PostgreSQL 16 a function can find out its own oid. */
export const knowsRoutineOid = 160_000;

/** In order of preference where a database has both. */
export const engines: readonly {
  readonly name: Engine["name"];
  readonly oldest: readonly [number, number];
}[] = [
  { name: "plv8", oldest: [3, 1] },
  { name: "pljs", oldest: [1, 0] },
];

/**
 * Finds the server's engine; creates its extension where it is available and the role may.
 *
 * @throws {InstallError} when there is no engine, or one too old
 */
export async function detectServer(client: SqlClient): Promise<Server> {
  const row = await oneRow(client, (await readSqlFile("install/server.sql")).text);
  const versionNumber = Number(row["version_number"]);
  if (versionNumber < oldestServer) {
    throw new InstallError(
      "server_too_old",
      `this is PostgreSQL ${String(Math.floor(versionNumber / 10_000))}, Stopgap needs 14 or later`,
      "Use a newer server.",
    );
  }
  const engine = await detectEngine(client);
  return {
    engine,
    mode: row["is_superuser"] === true ? "language" : "engine",
    versionNumber,
  };
}

async function detectEngine(client: SqlClient): Promise<Engine> {
  const { text } = await readSqlFile("install/engines.sql");
  const { rows } = await client.query(text, [engines.map(({ name }) => name)]);
  const found = engines.flatMap(({ name, oldest }) => {
    const row = rows.find((candidate) => candidate["name"] === name);
    return row ? [{ name, oldest, installed: row["installed"], available: row["available"] }] : [];
  });
  const chosen = found.find(({ installed }) => installed !== null) ?? found[0];
  if (!chosen) {
    throw new InstallError(
      "engine_missing",
      "this server has no JavaScript engine: neither plv8 nor pljs is available",
      "Install the plv8 package for this PostgreSQL, or use a managed server that offers plv8.",
    );
  }
  const version = String(chosen.installed ?? chosen.available);
  if (isOlder(version, chosen.oldest)) {
    throw new InstallError(
      "engine_too_old",
      `this server has ${chosen.name} ${version}, Stopgap needs ${chosen.oldest.join(".")} or later`,
      `Upgrade it: alter extension ${chosen.name} update.`,
    );
  }
  if (chosen.installed === null) await client.query(`create extension ${chosen.name}`);
  return { name: chosen.name, version };
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [actualMajor = 0, actualMinor = 0] = version.split(".").map(Number);
  return actualMajor < major || (actualMajor === major && actualMinor < minor);
}
