import { install } from "@stopgap/sql";
import pg from "pg";

import type { Step } from "./steps/step.js";
import { walk, type Screen } from "./walk.js";

/**
 * Installs Stopgap into a database and takes the steps there.
 *
 * @param url - An empty database, as a superuser.
 */
export async function takeTour(url: string, steps: readonly Step[], screen: Screen): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { engine } = await install(client);
    const { rows } = await client.query<{ server: string; database: string }>(
      "select split_part(current_setting('server_version'), ' ', 1) as server, current_database() as database",
    );
    const { server = "", database = "" } = rows[0] ?? {};
    screen.print(
      `Stopgap is installed in a fresh database "${database}": ` +
        `PostgreSQL ${server} with ${engine.name} ${engine.version}.`,
    );
    await walk(steps, { client, url, hasColors: screen.look.hasColors }, screen);
  } finally {
    await client.end();
  }
}
