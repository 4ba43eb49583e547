import { basename } from "node:path";
import { fileURLToPath } from "node:url";

import { CliError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";
import type { ProjectConfig } from "./project-config.js";

/** `defineConfig` comes from the command that runs, wherever that is installed. */
const own = fileURLToPath(import.meta.resolve("./project-config.js"));
const alias = { "@stopgap/cli/config": own, "@stopgap/cli": own };

/**
 * Runs a configuration file and returns what it exports by default.
 *
 * @throws {CliError} `invalid_config` when it cannot be run, or says something that means nothing
 */
export async function readConfig(file: string): Promise<ProjectConfig> {
  const { createJiti } = await import("jiti");
  // What it reads may have changed since, so nothing of it is kept.
  const jiti = createJiti(import.meta.url, { alias, moduleCache: false, fsCache: false });
  const exported: unknown = await jiti.import(file, { default: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(file, `cannot be read: ${reason}`, cause);
  });
  return checked(exported, file);
}

type Members = Readonly<Record<string, unknown>>;

function checked(exported: unknown, file: string): ProjectConfig {
  const config = members(exported, "its default export", file);
  refuseUnknown(config, ["folder", "tsconfig", "environments"], "", file);
  const environments = members(config["environments"] ?? {}, "environments", file);
  for (const [name, environment] of Object.entries(environments)) {
    const path = `environments.${name}`;
    const { db, ...rest } = members(environment, path, file);
    refuseUnknown(rest, [], `${path}.`, file);
    refuseOther(db, `${path}.db`, file);
  }
  refuseOther(config["folder"], "folder", file);
  refuseOther(config["tsconfig"], "tsconfig", file);
  return config;
}

function members(value: unknown, path: string, file: string): Members {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Members;
  throw invalid(file, `${path} is not an object, such as defineConfig({ ... }) returns`);
}

function refuseUnknown(
  found: Members,
  known: readonly string[],
  prefix: string,
  file: string,
): void {
  const unknown = Object.keys(found).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(file, `${prefix}${unknown} means nothing`);
}

function refuseOther(value: unknown, path: string, file: string): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw invalid(file, `${path} is not a text, or an empty one`);
}

function invalid(file: string, what: string, cause?: unknown): CliError {
  return new CliError("invalid_config", exitCodes.notAProject, `${basename(file)}: ${what}`, {
    detail: file,
    cause,
  });
}
