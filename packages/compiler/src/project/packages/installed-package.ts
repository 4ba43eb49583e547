import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** A package as it lies in a folder. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

/** Finds the packages that files belong to. Every folder is looked at once. */
export class InstalledPackages {
  readonly #byFolder = new Map<string, InstalledPackage | undefined>();

  /** The package of a file; undefined where no folder above it says a name and a version. */
  of(file: string): InstalledPackage | undefined {
    return this.#ofFolder(dirname(file));
  }

  /**
   * A file's path that is the same wherever the package lies: `kysely@0.28.18/dist/index.js`; the file's own path where it
   * belongs to no package.
   */
  portablePath(file: string): string {
    const found = this.of(file);
    if (!found) return file;
    const inside = relative(found.folder, file).split(sep).join("/");
    return `${found.name}@${found.version}/${inside}`;
  }

  #ofFolder(folder: string): InstalledPackage | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const above = dirname(folder);
    const found = readPackage(folder) ?? (above === folder ? undefined : this.#ofFolder(above));
    this.#byFolder.set(folder, found);
    return found;
  }
}

/** Folders inside a package may have a `package.json` that says no more than the kind of its modules. */
function readPackage(folder: string): InstalledPackage | undefined {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return undefined;
  const { name, version } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  return typeof name === "string" && typeof version === "string"
    ? { name, version, folder }
    : undefined;
}

/**
 * The package that a specifier names.
 *
 * @example
 * packageName("drizzle-orm/pg-core"); // "drizzle-orm"
 */
export function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Whether a folder, or one above it, has a package of that name. */
export function isInstalled(name: string, from: string): boolean {
  if (existsSync(join(from, "node_modules", name))) return true;
  const above = dirname(from);
  return above !== from && isInstalled(name, above);
}
