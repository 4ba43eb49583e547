/**
 * Databases for tests: a fresh one a file, a rollback, and a check that nothing is left open.
 *
 * @module
 */
export type { DatabaseTemplate } from "./testing/database-template.js";
export { describeLeftOpen, leftOpen } from "./testing/left-open.js";
export type { LeftOpen, OpenConnection } from "./testing/left-open.js";
export { strayServers } from "./embedded/throw-away-folder.js";
export type { StrayServer } from "./embedded/throw-away-folder.js";
export { withRollback } from "./testing/rollback.js";
export { withServerLock } from "./testing/server-lock.js";
export { createTestDatabase } from "./testing/test-database.js";
export type { TestDatabase, TestDatabaseOptions } from "./testing/test-database.js";
export { testServerUrl } from "./testing/test-server.js";
