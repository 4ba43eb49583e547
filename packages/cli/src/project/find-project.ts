import { stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

import { CliError, usageError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";
import type { Invocation } from "../invocation.js";
import { sharedOptions } from "../options/shared-options.js";
import type { ProjectConfig } from "./project-config.js";
import { readConfig } from "./read-config.js";

/** What the configuration of a project may be called. */
export const configNames = ["ts", "mts", "js", "mjs"].map((ending) => `stopgap.config.${ending}`);

/** A project on disk. */
export interface FoundProject {
  /** Where its configuration lies, or the folder of its functions. */
  readonly root: string;
  /** The folder of its functions. */
  readonly folder: string;
  /** The same, relative to the root. */
  readonly sourceRoot: string;
  /** Default: the nearest one from the folder upwards. */
  readonly tsconfig: string | undefined;
  readonly config: ProjectConfig;
}

type Asked = Pick<Invocation, "context" | "options">;

/**
 * The project that `--config` names, or the one that the command was started in or below.
 *
 * @throws {CliError} `not_a_project` when there is none
 */
export async function findProject(asked: Asked): Promise<FoundProject> {
  const found = await findConfig(asked);
  const root = found?.root ?? (await nearest(asked.context.folder, ["stopgap"], isFolder))?.folder;
  const config = found?.config ?? {};
  const folder = resolve(root ?? asked.context.folder, config.folder ?? "stopgap");
  if (root === undefined || !(await isFolder(folder))) {
    throw new CliError(
      "not_a_project",
      exitCodes.notAProject,
      `project not initialized: expected \`${config.folder ?? "stopgap"}/\` directory at ${folder}`,
      { hint: "`stopgap init` makes one." },
    );
  }
  const tsconfig = config.tsconfig === undefined ? undefined : resolve(root, config.tsconfig);
  return { root, folder, sourceRoot: relative(root, folder), tsconfig, config };
}

/** The configuration that `--config` names, or the nearest one upwards; undefined where there is none. */
export async function findConfig({
  context,
  options,
}: Asked): Promise<{ readonly root: string; readonly config: ProjectConfig } | undefined> {
  const named = options.value(sharedOptions.config);
  if (named !== undefined) {
    const file = resolve(context.folder, named);
    if (!(await isFile(file))) throw usageError(`there is no configuration file ${file}`);
    return { root: dirname(file), config: await readConfig(file) };
  }
  const found = await nearest(context.folder, configNames, isFile);
  return found && { root: found.folder, config: await readConfig(join(found.folder, found.name)) };
}

/** The nearest folder upwards that has one of these. */
async function nearest(
  from: string,
  names: readonly string[],
  isWanted: (path: string) => Promise<boolean>,
): Promise<{ readonly folder: string; readonly name: string } | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const name of names) {
      if (await isWanted(join(folder, name))) return { folder, name };
    }
    if (folder === dirname(folder)) return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
