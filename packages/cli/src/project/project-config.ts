/** One environment of a project. */
export interface EnvironmentConfig {
  /**
   * The URL of its database. `--db` and `STOPGAP_DB` beat it; it beats `DATABASE_URL`. Default: what those say.
   *
   * Read it from the environment rather than writing it down: `process.env["STAGING_DATABASE_URL"]`.
   */
  readonly db?: string | undefined;
}

/** What `stopgap.config.ts` says of a project. */
export interface ProjectConfig {
  /** The folder of the functions, relative to the file. Default: `"stopgap"`. */
  readonly folder?: string;
  /** Its tsconfig, relative to the file. Default: the nearest `tsconfig.json` from the folder upwards. */
  readonly tsconfig?: string;
  /** The environments, by name. Others than those can be named as well, with `--db`. */
  readonly environments?: Readonly<Record<string, EnvironmentConfig>>;
}

/**
 * Gives the configuration of a project its type.
 *
 * @example
 * // stopgap.config.ts
 * import { defineConfig } from "@stopgap/cli/config";
 *
 * export default defineConfig({
 *   environments: { prod: { db: process.env["DATABASE_URL"] } },
 * });
 */
export function defineConfig(config: ProjectConfig): ProjectConfig {
  return config;
}
