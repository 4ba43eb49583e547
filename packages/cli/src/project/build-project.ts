import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { ProjectBundle } from "@stopgap/compiler/project";

import { CliError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";
import type { OpenedProject } from "./with-project.js";

/** What was made of a project. */
export interface BuiltProject {
  readonly bundle: ProjectBundle;
  /** The file with the types for callers. */
  readonly apiFile: string;
  /** Whether that was written anew. */
  readonly wroteApi: boolean;
}

/**
 * Checks and bundles a project, and writes the types for its callers.
 *
 * @throws {ProjectError} `diagnostics` where its check finds errors
 * @throws {CliError} `no_functions` where it exports none
 */
export async function buildProject({ project, folder }: OpenedProject): Promise<BuiltProject> {
  const bundle = await project.bundle();
  if (bundle.functions.length === 0) {
    throw new CliError(
      "no_functions",
      exitCodes.notAProject,
      `no deployable stopgap exports found under ${folder}; expected \`export const <name> = query(...)\` or \`mutation(...)\``,
    );
  }
  const { generateApi } = await import("@stopgap/compiler/project");
  const apiFile = join(folder, "_generated", "api.ts");
  const wroteApi = await writeChanged(apiFile, generateApi(bundle.functions, bundle.contractHash));
  return { bundle, apiFile, wroteApi };
}

/** Writes a file, but not what is in it already: watchers would wake up. Whether it was written. */
export async function writeChanged(file: string, text: string): Promise<boolean> {
  if ((await readFile(file, "utf8").catch(() => undefined)) === text) return false;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return true;
}
