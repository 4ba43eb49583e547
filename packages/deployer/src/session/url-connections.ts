import type { Connections } from "./connections.js";
import { pooledConnections } from "./pooled-connections.js";
import type { ClientPool } from "./session-client.js";

/** How long an unused connection stays, in milliseconds. */
const idleTimeoutMillis = 10_000;

/** How long opening a connection may take, in milliseconds. */
const connectionTimeoutMillis = 15_000;

/** A pool of its own, opened when it is needed. */
export function urlConnections(url: string): Connections {
  let pool: Promise<OwnPool> | undefined;
  let isClosed = false;
  return pooledConnections(
    {
      connect: async () => {
        if (isClosed) throw new Error("the deployer is closed");
        return (await (pool ??= openPool(url))).connect();
      },
    },
    async () => {
      if (isClosed) return;
      isClosed = true;
      await (await pool)?.end();
    },
  );
}

interface OwnPool extends ClientPool {
  end(): Promise<void>;
}

/** Who brings a client or a pool need not load the driver. */
async function openPool(connectionString: string): Promise<OwnPool> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString,
    fallback_application_name: "stopgap",
    idleTimeoutMillis,
    connectionTimeoutMillis,
  });
  // An unused connection that is lost is replaced.
  pool.on("error", () => undefined);
  return pool;
}
