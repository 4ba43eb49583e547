import type { ClientBase, Pool } from "pg";
import { withRollback } from "../testing/rollback.js";
import type { Handlers } from "./handlers.js";

/**
 * Runs `work` with what runs handlers, in a transaction that is rolled back. The database needs nothing of Stopgap.
 *
 * @param connection a connected client, or a pool to borrow one from
 * @param work what to do, given `run`, `trigger`, `client` and `logs`
 * @returns what `work` returns
 * @throws what `work` throws
 * @example
 * await withHandlers(pool, async ({ run, client }) => {
 *   await client.query("insert into app.users (id, email) values (1, 'ada@example.com')");
 *   expect(await run(get, { id: 1 })).toEqual({ id: 1, email: "ada@example.com" });
 * });
 */
export function withHandlers<T>(
  connection: ClientBase | Pool,
  work: (handlers: Handlers) => Promise<T>,
): Promise<T> {
  return withRollback(connection, async (client) => work(await openHandlers(client)));
}

/**
 * What runs handlers in a transaction that has been begun already, and that is yours to end. `withHandlers` begins and ends
 * one itself.
 *
 * @param client a client in a transaction
 * @example
 * await client.query("begin");
 * const { run } = await openHandlers(client);
 * await run(add, { email: "ada@example.com" });
 * await client.query("rollback");
 */
export async function openHandlers(client: ClientBase): Promise<Handlers> {
  const { handlersOn } = await import("./session.js");
  return handlersOn(client);
}
