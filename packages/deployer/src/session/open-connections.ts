import { borrowedConnection } from "./borrowed-connection.js";
import type { Connections } from "./connections.js";
import { pooledConnections } from "./pooled-connections.js";
import type { ClientPool, SessionClient } from "./session-client.js";
import { urlConnections } from "./url-connections.js";

/** How a deployer comes by connections: one of the three. */
export type ConnectionOptions =
  | {
      /**
       * A connected client of `pg`. It stays the caller's: it is not closed, and in a transaction of the caller everything
       * happens in that. Outside of one, what an operation changes it changes in one statement, all or nothing.
       */
      readonly client: SessionClient;
      readonly pool?: undefined;
      readonly url?: undefined;
    }
  | {
      readonly client?: undefined;
      /** A pool of `pg`. It stays the caller's; each operation takes one client of it, and another one when it is aborted. */
      readonly pool: ClientPool;
      readonly url?: undefined;
    }
  | {
      readonly client?: undefined;
      readonly pool?: undefined;
      /** Where to connect. The deployer opens what it needs, when it needs it, and closes it with itself. */
      readonly url: string;
    };

export function openConnections({ client, pool, url }: ConnectionOptions): Connections {
  if (client !== undefined) return borrowedConnection(client);
  return pool === undefined ? urlConnections(url) : pooledConnections(pool);
}
