/** Where a server comes from: named by the user, the embedded pair, or a container. */
export type ServerSource = "given" | "embedded" | "container";

/** A running PostgreSQL with a JavaScript engine. */
export interface PostgresServer {
  /** A superuser's connection URL of the maintenance database, with its password. */
  readonly url: string;
  readonly source: ServerSource;
  /** Stops the server and removes its data. Does nothing to a given server. May be called again. */
  stop(): Promise<void>;
}
