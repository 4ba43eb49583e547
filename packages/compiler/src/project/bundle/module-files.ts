import { realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";

/** Names of modules that are the same wherever the project lies. */
export class ModuleFiles {
  /** The folder that the project's own is in: keys are relative to it. */
  readonly root: string;

  /** @param folder the project's, such as `.../stopgap` */
  constructor(folder: string) {
    this.root = dirname(realpathSync(folder));
  }

  /** A file's name in messages, such as `stopgap/users.ts` or `../shared/src/money.ts`. */
  keyOf(file: string): string {
    return relative(this.root, file).split(sep).join("/");
  }

  fileOf(key: string): string {
    return isAbsolute(key) ? key : join(this.root, key);
  }
}

/** Whether a file belongs to an npm package that is installed, and not to a workspace. */
export function isInPackage(file: string): boolean {
  return file.split(/[\\/]/).includes("node_modules");
}
