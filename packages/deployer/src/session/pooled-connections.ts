import { describeConnectError } from "../database.js";
import { DeployerError } from "../errors.js";
import { abortedError, isAborted } from "./aborted-error.js";
import type { Connections } from "./connections.js";
import type { ClientPool, PooledClient } from "./session-client.js";

/**
 * One client of a pool for each attempt.
 *
 * @param close - Closes the pool, where it is the deployer's own.
 */
export function pooledConnections(
  pool: ClientPool,
  close: () => Promise<void> = () => Promise.resolve(),
): Connections {
  return {
    lend: async (work, signal) => {
      const client = await connect(pool, signal);
      try {
        const result = await work(client);
        giveBack(client, false);
        return result;
      } catch (error) {
        // A cancel that comes late would meet what the next one runs on it.
        giveBack(client, isAborted(signal) || isLost(error));
        throw error;
      }
    },
    cancel: async (mark) => {
      const client = await connect(pool, undefined);
      try {
        await client.query(cancelStatement, [mark]);
      } finally {
        giveBack(client, false);
      }
    },
    canReconnect: true,
    close,
  };
}

/** By its text and not by its process: behind a pooler that process may serve somebody else by now. */
const cancelStatement = `
  select pg_cancel_backend(pid)
  from pg_stat_activity
  where state = 'active' and starts_with(query, $1) and pid <> pg_backend_pid()`;

/** What is lost between two statements, the next one notices. */
const ignore = (): void => undefined;

async function connect(pool: ClientPool, signal: AbortSignal | undefined): Promise<PooledClient> {
  const connecting = pool.connect();
  const client = await (signal ? unlessAborted(connecting, signal) : connecting).catch(
    (error: unknown) => {
      throw error instanceof DeployerError ? error : describeConnectError(error);
    },
  );
  client.on?.("error", ignore);
  return client;
}

/** Does not wait any longer once the signal has come; a client that comes later goes back. */
function unlessAborted(
  connecting: Promise<PooledClient>,
  signal: AbortSignal,
): Promise<PooledClient> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(abortedError(signal));
      connecting.then((client) => {
        client.release();
      }, ignore);
    };
    signal.addEventListener("abort", stop, { once: true });
    connecting.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", stop);
    });
  });
}

function giveBack(client: PooledClient, destroy: boolean): void {
  client.release(destroy);
  client.removeListener?.("error", ignore);
}

function isLost(error: unknown): boolean {
  return error instanceof DeployerError && error.code === "connection_lost";
}
