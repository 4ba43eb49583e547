import { randomBytes } from "node:crypto";

import pg from "pg";

import { strayServers } from "../embedded/throw-away-folder.js";
import { LocalError } from "../errors.js";
import { startPostgres } from "../postgres/start-postgres.js";
import { withMaintenance } from "./maintenance-connection.js";
import { testRun } from "./test-server.js";

/**
 * Vitest's global setup: starts one server for the whole run, and tells the test files by the environment.
 *
 * @returns What stops it: removes the databases of this run, and fails when a server is left behind.
 * @throws {@link LocalError} `no_database`, a line with what was looked for and how to go on.
 */
export async function globalSetup(): Promise<() => Promise<void>> {
  const straysBefore = await strayServers();
  const server = await startPostgres({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  const given = process.env["STOPGAP_TEST_DATABASE_URL"];
  process.env["STOPGAP_TEST_DATABASE_URL"] = server.url;
  process.env["STOPGAP_TEST_SOURCE"] = server.source;
  process.env["STOPGAP_TEST_RUN"] = randomBytes(4).toString("hex");
  return async () => {
    await dropDatabasesOfRun(server.url);
    await server.stop();
    if (given === undefined) delete process.env["STOPGAP_TEST_DATABASE_URL"];
    const known = new Set(straysBefore.map(({ pid }) => pid));
    const strays = (await strayServers()).filter(({ pid }) => !known.has(pid));
    if (strays.length > 0) {
      const list = strays.map(({ pid, folder }) => `process ${pid.toString()} of ${folder}`);
      throw new LocalError("left_open", `The tests left servers behind: ${list.join("; ")}`);
    }
  };
}

async function dropDatabasesOfRun(serverUrl: string): Promise<void> {
  await withMaintenance(serverUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      "select datname from pg_database where datname ~ $1",
      [`^stopgap_(test|template)_${testRun()}_`],
    );
    for (const { datname } of rows)
      await client.query(`drop database if exists ${pg.escapeIdentifier(datname)} with (force)`);
  });
}
