import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { InstallError } from "../errors.js";
import { type Layer, layers } from "../installation-steps.js";
import { defaultRoles, type Roles } from "../roles.js";
import { version } from "../version.js";
import { controlFile } from "./control-file.js";
import { extensionScript, type ScriptOptions } from "./extension-script.js";

/** How to pack. */
export interface PackOptions {
  /** Names for the roles of every database that creates the extensions. Default: those of `install`. */
  readonly roles?: Partial<Roles>;
  /**
   * Earlier versions that databases may have, where their own files are not in the folder any more. Default: none. A folder that
   * keeps the files of earlier versions needs no such list.
   */
  readonly upgradeFrom?: readonly string[];
}

/** What was written. */
export interface PackedExtension {
  /** The folder, as an absolute path. */
  readonly folder: string;
  readonly version: string;
  /** The names of the files. */
  readonly files: readonly string[];
}

/** A version as PostgreSQL takes it in the name of a script. */
const versionName = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?$/;

/**
 * Writes the extensions `plts` and `stopgap` into a folder, for the extension folder of a server: what `install` does, as
 * `create extension` and `alter extension ... update`.
 *
 * @param folder where to write; made if it is not there, and what else it holds stays
 * @returns the names of what was written
 * @throws {InstallError} `cannot_pack` when the folder cannot be written or a version is none, `assets_missing`
 * @example
 * const { files } = await packExtension("/usr/share/postgresql/17/extension");
 */
export async function packExtension(
  folder: string,
  options: PackOptions = {},
): Promise<PackedExtension> {
  const roles = { ...defaultRoles, ...options.roles };
  const named = new Set<string>(Object.values(options.roles ?? {}));
  const from = [...new Set([version, ...(options.upgradeFrom ?? [])])];
  const unfit = from.find((each) => !versionName.test(each));
  if (unfit !== undefined)
    throw new InstallError("cannot_pack", `${unfit} is no version`, "Name versions such as 1.2.0.");
  const contents = new Map<string, string>();
  for (const layer of layers)
    for (const [name, text] of await extensionFiles(layer, from, { version, roles, named }))
      contents.set(name, text);
  await write(folder, contents);
  return { folder: resolve(folder), version, files: [...contents.keys()].sort() };
}

/**
 * The files of one extension. One script leads from every earlier version to this one, so each of those leads to a version that
 * stands for any: PostgreSQL finds the way.
 */
async function extensionFiles(
  layer: Layer,
  from: readonly string[],
  options: ScriptOptions,
): Promise<readonly (readonly [name: string, text: string])[]> {
  const detour = `-- The way on is ${layer}--ANY--<version>.sql.\n`;
  return [
    [`${layer}.control`, controlFile(layer, options.version)],
    [`${layer}--${options.version}.sql`, await extensionScript(layer, "create", options)],
    [`${layer}--ANY--${options.version}.sql`, await extensionScript(layer, "update", options)],
    ...from.map((each) => [`${layer}--${each}--ANY.sql`, detour] as const),
  ];
}

async function write(folder: string, contents: ReadonlyMap<string, string>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of contents) await writeFile(join(folder, name), text);
  } catch (cause) {
    throw new InstallError(
      "cannot_pack",
      `${folder} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      "Name a folder that you may write to, and copy the files from there.",
      { cause },
    );
  }
}
