import { databaseFailure } from "../call/database-failure.js";
import { ConnectionError, interruption } from "./connection-error.js";
import { queuedConnection } from "./connection.js";
import type { Connection, RunStatement, SqlClient } from "./connection.js";

/** What a connection of a pool has beside its statements. */
export interface Pooled {
  /** @param error - True, or an error, when it must not be used again. */
  release(error?: Error | boolean): void;
  /** The server's process, where the driver tells it: what runs can be stopped by that. */
  readonly processID?: number | null | undefined;
  on?(event: "error", listener: (error: Error) => void): unknown;
  removeListener?(event: "error", listener: (error: Error) => void): unknown;
}

/** A pool of `pg`, or anything that has this method. */
export interface Pool<Client = SqlClient> {
  connect(): Promise<Client & Pooled>;
}

/** Connections for one piece of work each. */
export interface ConnectionPool {
  /**
   * Runs work on a connection of its own. A signal ends the work, and what the connection is running in the database.
   *
   * @param work - `discard` says that the connection must not be used again.
   * @throws {@link ConnectionError} when there is no connection to be had, or the signal has ended the work
   */
  use<T>(
    work: (connection: Connection, discard: () => void) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
}

/**
 * @param isDirect - Whether connections lead to the server itself, so that its processes can be told by their numbers.
 */
export function connectionPool<Client extends SqlClient>(
  pool: Pool<Client>,
  run: RunStatement<Client>,
  isDirect: boolean,
): ConnectionPool {
  return {
    use: async (work, signal) => {
      const client = await connect(pool, signal);
      const ignore = (): void => undefined;
      // A connection that is lost says so to listeners too, and ends the process when there is none.
      client.on?.("error", ignore);
      let isDiscarded = false;
      const discard = (): void => {
        isDiscarded = true;
      };
      try {
        return await untilAborted(work(queuedConnection(client, run), discard), signal);
      } catch (error) {
        if (signal?.aborted === true || !isHarmless(error)) discard();
        throw error;
      } finally {
        client.removeListener?.("error", ignore);
        client.release(isDiscarded);
        if (signal?.aborted === true && isDirect) void stop(pool, client.processID);
      }
    },
  };
}

/** Waits for a connection; one that comes too late goes back at once. */
async function connect<Client>(
  pool: Pool<Client>,
  signal: AbortSignal | undefined,
): Promise<Client & Pooled> {
  if (signal?.aborted === true) throw interruption(signal);
  const connecting = pool.connect();
  try {
    return await untilAborted(connecting, signal);
  } catch (cause) {
    void connecting.then(
      (client) => {
        client.release();
      },
      () => undefined,
    );
    throw cause instanceof ConnectionError ? cause : unavailable(cause);
  }
}

function unavailable(cause: unknown): ConnectionError {
  const failure = databaseFailure(cause);
  const code = failure?.sqlstate.startsWith("28") === true ? "forbidden" : "unavailable";
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ConnectionError(code, message, failure, { cause });
}

/** What work comes to, or the interruption by a signal, whichever is first. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(interruption(signal));
    };
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Whether a connection can be used after an error: what PostgreSQL says of a statement leaves it whole. */
function isHarmless(error: unknown): boolean {
  const failure = databaseFailure(error);
  return failure !== undefined && !/^(?:08|57P|25P)/.test(failure.sqlstate);
}

/** Tells the server to stop what a connection that has been given up is running. */
async function stop<Client extends SqlClient>(
  pool: Pool<Client>,
  processId: number | null | undefined,
): Promise<void> {
  if (typeof processId !== "number") return;
  try {
    const client = await pool.connect();
    try {
      await client.query("select pg_cancel_backend($1)", [processId]);
    } finally {
      client.release();
    }
  } catch {
    // It runs to its end then, and nobody takes its answer.
  }
}
