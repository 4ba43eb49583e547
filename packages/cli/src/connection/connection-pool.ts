import type { ClientPool } from "@stopgap/deployer";

import type { Connection } from "./connect.js";

/** Sessions of one database, of which the first is the caller's. */
export interface ConnectionPool extends ClientPool {
  /** Ends the sessions that it has opened itself. */
  end(): Promise<void>;
}

/**
 * A pool that lends the session that is open. It opens another one where that is taken, such as to cancel what it does, or lost.
 */
export function connectionPool(first: Connection, open: () => Promise<Connection>): ConnectionPool {
  const opened = new Set<Connection>();
  const idle = [first];
  const end = async (connection: Connection): Promise<void> => {
    // The first one is ended by whoever has opened it, who may still need it.
    if (opened.delete(connection)) await connection.end();
  };
  return {
    connect: async () => {
      const connection = idle.pop() ?? (await open());
      if (connection !== first) opened.add(connection);
      // As pools of pg do it.
      return Object.assign(connection.client, {
        release: (isUnusable = false) => {
          if (isUnusable) void end(connection).catch(() => undefined);
          else idle.push(connection);
        },
      });
    },
    end: async () => {
      await Promise.all([...opened].map(end));
    },
  };
}
