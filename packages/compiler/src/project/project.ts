import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ProjectChecker } from "./check/project-checker.js";
import { projectRoot } from "./check/project-config.js";
import type { ProjectCheck } from "./project-check.js";
import { ProjectError } from "./project-error.js";

/** Where a project is. */
export interface ProjectOptions {
  /** The folder that holds its modules, such as `stopgap/`. */
  readonly folder: string;
  /** Default: the nearest `tsconfig.json`, in the folder or above. */
  readonly tsconfig?: string;
  /** Where results are kept from one process to the next. Default: `.stopgap/cache` beside the nearest `package.json`. */
  readonly cacheFolder?: string;
}

/** A folder of modules whose exports are functions in the database. */
export interface Project {
  /** The folder that holds its modules, absolute. */
  readonly root: string;
  /**
   * Finds the project's functions, and what is wrong with them. Cheap where nothing has changed.
   *
   * @returns diagnostics and functions; errors in the sources are no rejection
   */
  check(): Promise<ProjectCheck>;
  /**
   * Says that files have changed; the next check looks at them.
   *
   * @param changedFiles absolute; default: any may have
   */
  refresh(changedFiles?: readonly string[]): void;
  /** Lets go of everything. The project cannot be used afterwards. */
  close(): Promise<void>;
}

/**
 * Opens a project. What it finds out is kept, so that looking again costs as much as what has changed.
 *
 * @throws {ProjectError} `no_project` where there is no such folder, or no `tsconfig.json` for it
 * @example
 * const project = openProject({ folder: "stopgap" });
 * const { diagnostics, functions } = await project.check();
 */
export function openProject(options: ProjectOptions): Project {
  return new CheckedProject(options);
}

class CheckedProject implements Project {
  readonly root: string;
  readonly #checker: ProjectChecker;
  #checked: Promise<ProjectCheck> | undefined;

  constructor({ folder, tsconfig, cacheFolder }: ProjectOptions) {
    this.root = resolve(folder);
    if (!existsSync(this.root)) {
      throw new ProjectError("no_project", `There is no folder ${this.root}.`);
    }
    this.#checker = new ProjectChecker(
      this.root,
      tsconfig === undefined ? undefined : resolve(tsconfig),
      cacheFolder === undefined
        ? join(projectRoot(this.root), ".stopgap", "cache")
        : resolve(cacheFolder),
    );
  }

  check(): Promise<ProjectCheck> {
    this.#checked ??= this.#checker.check();
    return this.#checked;
  }

  refresh(changedFiles?: readonly string[]): void {
    this.#checked = undefined;
    this.#checker.refresh(changedFiles?.map((path) => resolve(path)));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
