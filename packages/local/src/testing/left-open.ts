import { setTimeout as sleep } from "node:timers/promises";

import type { Client } from "pg";

const patienceMilliseconds = 2_000;
const pollMilliseconds = 20;

/** What is still open in a database. */
export interface LeftOpen {
  readonly connections: readonly OpenConnection[];
  readonly preparedTransactions: readonly { readonly gid: string }[];
}

/** A connection of a client, as PostgreSQL sees it. */
export interface OpenConnection {
  readonly pid: number;
  readonly state: string | null;
  /** The last statement that it has run. */
  readonly query: string;
}

/**
 * What is open in a database. PostgreSQL ends a connection a moment after its client has closed it, so this waits up to
 * two seconds for connections to end.
 *
 * @param client - A connection to another database of the server.
 */
export async function leftOpen(client: Client, database: string): Promise<LeftOpen> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const connections = await client.query<OpenConnection>(
      `select pid, state, query from pg_stat_activity
        where datname = $1 and backend_type = 'client backend' order by pid`,
      [database],
    );
    if (connections.rows.length === 0 || Date.now() > deadline) {
      const prepared = await client.query<{ gid: string }>(
        "select gid from pg_prepared_xacts where database = $1 order by gid",
        [database],
      );
      return { connections: connections.rows, preparedTransactions: prepared.rows };
    }
    await sleep(pollMilliseconds);
  }
}

/** A line about what is open, or `""` when nothing is. */
export function describeLeftOpen({ connections, preparedTransactions }: LeftOpen): string {
  return [
    ...connections.map(({ pid, state, query }) => {
      const last = query === "" ? "no statement yet" : `last: ${query}`;
      return `connection ${pid.toString()} (${state ?? "unknown state"}, ${last})`;
    }),
    ...preparedTransactions.map(({ gid }) => `prepared transaction ${gid}`),
  ].join("; ");
}
