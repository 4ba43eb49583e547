import { readFile } from "node:fs/promises";
import type { Client } from "pg";

/** Reads the microseconds that have passed, by a clock that only goes while it should. */
export type Clock = () => Promise<number>;

/**
 * The processor time of a session's server process, which others on the machine disturb far less than they do the time that
 * passes.
 *
 * @throws where it cannot be read: the server must run on this machine, and the machine Linux
 */
export async function serverClock(client: Client): Promise<Clock> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const statistics = `/proc/${String(rows[0]?.pid)}/schedstat`;
  const clock = async (): Promise<number> => {
    const [nanoseconds] = (await readFile(statistics, "utf8")).split(" ");
    return Number(nanoseconds) / 1000;
  };
  await clock();
  return clock;
}

/** What a query costs its server, in microseconds. */
export async function costOf(clock: Clock, run: () => Promise<unknown>): Promise<number> {
  const start = await clock();
  await run();
  return (await clock()) - start;
}
