import type { SessionClient } from "./session-client.js";

/** How a deployer comes by a connection. */
export interface Connections {
  /** Lends a connection for one attempt of an operation. */
  lend<Result>(
    work: (client: SessionClient) => Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result>;
  /** Makes the server stop the statement that begins with a mark; undefined where there is no other connection. */
  readonly cancel: ((mark: string) => Promise<void>) | undefined;
  /** Whether there is another connection when one is lost. */
  readonly canReconnect: boolean;
  /** Closes what the deployer has opened itself. */
  close(): Promise<void>;
}
