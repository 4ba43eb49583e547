/**
 * The command `stopgap`, to be run from a program.
 *
 * @module
 */
export type { Connect, Connection, Notice } from "./connection/connect.js";
export type { Context, OutputStream } from "./context.js";
export { exitCodes, type ExitCode } from "./errors/exit-code.js";
export {
  defineConfig,
  type EnvironmentConfig,
  type ProjectConfig,
} from "./project/project-config.js";
export { processContext } from "./process-context.js";
export { run } from "./run.js";
