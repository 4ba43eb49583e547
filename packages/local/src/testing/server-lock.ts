import type { Client } from "pg";

import { withMaintenance } from "./maintenance-connection.js";
import { testServerUrl } from "./test-server.js";

/**
 * Runs `work` while no other test does under the same name, in whatever database: for what all databases of a server share,
 * such as roles.
 *
 * @param name - What is locked, for example `"roles"`.
 * @example
 * await withServerLock("roles", () => install(client));
 */
export async function withServerLock<T>(
  name: string,
  work: (maintenance: Client) => Promise<T>,
  serverUrl: string = testServerUrl(),
): Promise<T> {
  return withMaintenance(serverUrl, async (client) => {
    // Advisory locks belong to one database: all take them in the maintenance database. They end with the connection.
    await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [
      `stopgap test ${name}`,
    ]);
    return work(client);
  });
}
