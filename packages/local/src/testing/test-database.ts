import { randomBytes } from "node:crypto";

import pg from "pg";
import type { Client } from "pg";

import { LocalError } from "../errors.js";
import { databaseUrl, ensureTemplate } from "./database-template.js";
import type { DatabaseTemplate } from "./database-template.js";
import { describeLeftOpen, leftOpen } from "./left-open.js";
import { withMaintenance } from "./maintenance-connection.js";
import { testRun, testServerUrl } from "./test-server.js";

/** What a test database is made from. */
export interface TestDatabaseOptions {
  /** What it has from the start. Default: nothing. */
  readonly template?: DatabaseTemplate;
  /** The server. Default: the one of this test run. */
  readonly serverUrl?: string;
}

/** A database of one test file. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** A superuser's connection, which `drop` closes. */
  readonly client: Client;
  /** One more connection, which `drop` closes; as another user or with other settings by `config`. */
  connect(config?: pg.ClientConfig): Promise<Client>;
  /**
   * Closes the connections that it gave, and removes the database.
   *
   * @throws {@link LocalError} `left_open` when something else is still open in it; the database is removed all the same.
   */
  drop(): Promise<void>;
}

/**
 * Makes a fresh database, as a copy of the template. Files that run at the same time have a database each.
 *
 * @example
 * const database = await createTestDatabase({ template: { key: version, install } });
 * afterAll(() => database.drop());
 * await database.client.query("select 1");
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const serverUrl = options.serverUrl ?? testServerUrl();
  const source = options.template ? await ensureTemplate(serverUrl, options.template) : "template0";
  const name = `stopgap_test_${testRun()}_${randomBytes(6).toString("hex")}`;
  const [database, from] = [name, source].map((each) => pg.escapeIdentifier(each));
  await withMaintenance(serverUrl, (client) =>
    client.query(`create database ${database ?? ""} template ${from ?? ""}`),
  );
  const url = databaseUrl(serverUrl, name);
  const clients: Client[] = [];
  const connect = async (config: pg.ClientConfig = {}): Promise<Client> => {
    const client = new pg.Client({ connectionString: url, ...config });
    // A connection that a test makes the server end must not end the test run.
    client.on("error", () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  return {
    name,
    url,
    client: await connect(),
    connect,
    drop: async () => {
      await Promise.all(clients.map((client) => client.end()));
      await dropChecked(serverUrl, name);
    },
  };
}

async function dropChecked(serverUrl: string, name: string): Promise<void> {
  await withMaintenance(serverUrl, async (maintenance) => {
    const open = await leftOpen(maintenance, name);
    for (const { gid } of open.preparedTransactions) {
      await withMaintenance(databaseUrl(serverUrl, name), (client) =>
        client.query(`rollback prepared ${pg.escapeLiteral(gid)}`),
      );
    }
    await maintenance.query(`drop database ${pg.escapeIdentifier(name)} with (force)`);
    const message = describeLeftOpen(open);
    if (message) throw new LocalError("left_open", `The tests in ${name} left open: ${message}`);
  });
}
