import { createHash } from "node:crypto";

import pg from "pg";
import type { Client } from "pg";

import { withServerLock } from "./server-lock.js";
import { testRun } from "./test-server.js";

/** What every test database has from the start. */
export interface DatabaseTemplate {
  /** What tells this template from another: the version or hash of what is installed. */
  readonly key: string;
  /** Installs it into an empty database. Runs once a test run and server. */
  readonly install: (client: Client) => Promise<unknown>;
}

/** Makes the template's database unless it is there, and returns its name. Safe from many processes at once. */
export async function ensureTemplate(
  serverUrl: string,
  template: DatabaseTemplate,
): Promise<string> {
  const hash = createHash("sha256").update(template.key).digest("hex").slice(0, 12);
  const name = `stopgap_template_${testRun()}_${hash}`;
  await withServerLock(
    "templates",
    async (maintenance) => {
      const { rowCount } = await maintenance.query("select from pg_database where datname = $1", [
        name,
      ]);
      if (rowCount === 0) await makeTemplate(maintenance, serverUrl, name, template);
    },
    serverUrl,
  );
  return name;
}

async function makeTemplate(
  maintenance: Client,
  serverUrl: string,
  name: string,
  template: DatabaseTemplate,
): Promise<void> {
  const unfinished = `${name}_new`;
  await maintenance.query(
    `drop database if exists ${pg.escapeIdentifier(unfinished)} with (force)`,
  );
  await maintenance.query(`create database ${pg.escapeIdentifier(unfinished)} template template0`);
  const client = new pg.Client(databaseUrl(serverUrl, unfinished));
  await client.connect();
  try {
    await template.install(client);
  } finally {
    await client.end();
  }
  await maintenance.query(
    `alter database ${pg.escapeIdentifier(unfinished)} rename to ${pg.escapeIdentifier(name)}`,
  );
}

/** The URL of another database of the same server. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}
