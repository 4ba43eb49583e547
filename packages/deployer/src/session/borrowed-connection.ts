import type { Connections } from "./connections.js";
import type { SessionClient } from "./session-client.js";

/** The caller's own connection. */
export function borrowedConnection(client: SessionClient): Connections {
  return {
    lend: (work) => work(client),
    cancel: undefined,
    canReconnect: false,
    close: () => Promise.resolve(),
  };
}
