import pg from "pg";

/** Runs `work` with a connection to the maintenance database of a server. */
export async function withMaintenance<T>(
  serverUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(serverUrl);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
