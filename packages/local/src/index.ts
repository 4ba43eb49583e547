/**
 * A PostgreSQL with a JavaScript engine for development and tests.
 *
 * @module
 */
export { LocalError } from "./errors.js";
export type { LocalErrorCode } from "./errors.js";
export type { PostgresServer, ServerSource } from "./postgres/postgres-server.js";
export { startPostgres } from "./postgres/start-postgres.js";
export type { StartOptions } from "./postgres/start-postgres.js";
export { localServer } from "./local-server/local-server.js";
export type { ServerMessage } from "./local-server/server-message.js";
export type {
  LocalServerOptions,
  LocalServerStatus,
  RunningLocalServer,
} from "./local-server/local-server.js";
