import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { BundleError } from "./bundle/bundle-problem.js";
import { type ModuleBundle, ProjectBundler } from "./bundle/project-bundler.js";
import { ProjectChecker } from "./check/project-checker.js";
import { projectRoot } from "./check/project-config.js";
import { contractHash } from "./contract/contract-hash.js";
import type { ProjectBundle, ProjectFunction } from "./project-bundle.js";
import { hasErrors, type ProjectCheck } from "./project-check.js";
import type { ProjectDiagnostic } from "./project-diagnostic.js";
import { ProjectError } from "./project-error.js";

/** Where a project is. */
export interface ProjectOptions {
  /** The folder that holds its modules, such as `stopgap/`. */
  readonly folder: string;
  /** Default: the nearest `tsconfig.json`, in the folder or above. */
  readonly tsconfig?: string;
  /** Where results are kept from one process to the next. Default: `.stopgap/cache` beside the nearest `package.json`. */
  readonly cacheFolder?: string;
  /**
   * Whether the types stay in memory for the next check, which only who watches a project has. Without, bundling can have
   * the memory. Default true.
   */
  readonly keepsTypes?: boolean;
  /**
   * Whether the modules are somebody else's, who is trusted with the database that they go to and not with this machine: none of them
   * is evaluated here, so that types alone say what arguments are, and nothing is read but the folder's own files. Default false.
   */
  readonly isForeign?: boolean;
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
   * Makes all that a deployment needs. What has not changed is not compiled again.
   *
   * @throws {ProjectError} `diagnostics` where the check finds errors, or something cannot run in the database
   */
  bundle(): Promise<ProjectBundle>;
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
  readonly #bundler: ProjectBundler;
  readonly #keepsTypes: boolean;
  #checked: Promise<ProjectCheck> | undefined;

  constructor({
    folder,
    tsconfig,
    cacheFolder,
    keepsTypes = true,
    isForeign = false,
  }: ProjectOptions) {
    this.#keepsTypes = keepsTypes;
    this.root = resolve(folder);
    if (!existsSync(this.root)) {
      throw new ProjectError("no_project", `There is no folder ${this.root}.`);
    }
    const config = tsconfig === undefined ? undefined : resolve(tsconfig);
    const cache =
      cacheFolder === undefined
        ? join(projectRoot(this.root), ".stopgap", "cache")
        : resolve(cacheFolder);
    this.#checker = new ProjectChecker(this.root, config, cache, isForeign);
    this.#bundler = new ProjectBundler({
      folder: this.root,
      tsconfig: config,
      conditions: this.#checker.conditions,
      cacheFolder: cache,
    });
  }

  check(): Promise<ProjectCheck> {
    this.#checked ??= this.#checker.check();
    return this.#checked;
  }

  refresh(changedFiles?: readonly string[]): void {
    this.#checked = undefined;
    this.#checker.refresh(changedFiles?.map((path) => resolve(path)));
  }

  async bundle(): Promise<ProjectBundle> {
    const { diagnostics, functions } = await this.check();
    if (hasErrors(diagnostics)) throw refusal(diagnostics);
    if (!this.#keepsTypes) this.#checker.release();
    const fileOf = ({ file }: ProjectFunction): string => join(this.root, file);
    const { artifacts, hashes } = await this.#bundleModules(new Set(functions.map(fileOf)));
    return {
      functions: functions.map((one) => ({ ...one, artifactHash: hashes.get(fileOf(one)) ?? "" })),
      artifacts,
      contractHash: contractHash(functions),
    };
  }

  close(): Promise<void> {
    this.#checker.close();
    return this.#bundler.close();
  }

  async #bundleModules(files: ReadonlySet<string>): Promise<ModuleBundle> {
    try {
      return await this.#bundler.bundle([...files]);
    } catch (error) {
      throw error instanceof BundleError ? refusal(error.problems, error) : error;
    }
  }
}

function refusal(diagnostics: readonly ProjectDiagnostic[], cause?: unknown): ProjectError {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${String(errors.length - 1)} more)` : "";
  return new ProjectError("diagnostics", `${first?.message ?? ""}${more}`, { diagnostics, cause });
}
