/**
 * Databases for tests: a fresh one a file, a rollback, a check that nothing is left open; and handlers that run in Node.
 *
 * @module
 */
export type {
  Handlers,
  LogMessage,
  Runnable,
  RunOptions,
  RunParameters,
  TriggerEvent,
} from "./handlers/handlers.js";
export { HandlerError } from "./handlers/handler-error.js";
export type { HandlerFailure } from "./handlers/handler-error.js";
export type { JsonForm } from "./handlers/json-form.js";
export { openHandlers, withHandlers } from "./handlers/open-handlers.js";
export { debianPrograms } from "./debian/debian-programs.js";
export type { ProgramsRequest } from "./debian/debian-programs.js";
export { clientPrograms } from "./postgres/client-programs.js";
export type { DatabaseTemplate } from "./testing/database-template.js";
export { describeLeftOpen, leftOpen } from "./testing/left-open.js";
export type { LeftOpen, OpenConnection } from "./testing/left-open.js";
export { strayServers } from "./embedded/throw-away-folder.js";
export type { StrayServer } from "./embedded/throw-away-folder.js";
export { OwnServer } from "./testing/own-server.js";
export { startPgBouncer } from "./testing/pgbouncer.js";
export type { PgBouncer } from "./testing/pgbouncer.js";
export { withRollback } from "./testing/rollback.js";
export { withServerLock } from "./testing/server-lock.js";
export { createTestDatabase } from "./testing/test-database.js";
export type { TestDatabase, TestDatabaseOptions } from "./testing/test-database.js";
export { testServerUrl } from "./testing/test-server.js";
