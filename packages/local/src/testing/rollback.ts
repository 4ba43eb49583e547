import type { ClientBase, Pool } from "pg";

/**
 * Runs `work` in a transaction that is rolled back, whatever `work` does, and returns its result.
 *
 * @param connection - A connected client, or a pool to borrow one from.
 * @example
 * await withRollback(database.client, async (client) => {
 *   await client.query("create table t (id int)");
 * });
 */
export async function withRollback<T>(
  connection: ClientBase | Pool,
  work: (client: ClientBase) => Promise<T>,
): Promise<T> {
  if ("totalCount" in connection) {
    const client = await connection.connect();
    try {
      return await rolledBack(client, work);
    } finally {
      client.release();
    }
  }
  return rolledBack(connection, work);
}

async function rolledBack<T>(
  client: ClientBase,
  work: (client: ClientBase) => Promise<T>,
): Promise<T> {
  await client.query("begin");
  try {
    return await work(client);
  } finally {
    await client.query("rollback");
  }
}
