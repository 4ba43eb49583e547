import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname } from "node:path";
import type {
  Loader,
  OnResolveArgs,
  OnResolveResult,
  Plugin,
  PluginBuild,
  ResolveResult,
} from "esbuild";
import type { InstalledPackage, InstalledPackages } from "./installed-package.js";
import type { Placeholder } from "./unavailable-modules.js";

const loaders: Readonly<Record<string, Loader>> = {
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".json": "json",
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".jsx": "jsx",
  ".tsx": "tsx",
};

/**
 * Finds and reads the modules of npm packages. What is bundled knows them by paths that are the same in every folder, and
 * what the database does not have gets a placeholder that throws.
 */
export class NpmModules {
  /** What stands for modules that the database does not have, by path in the bundle. */
  readonly placeholders = new Map<string, Placeholder>();
  readonly #packages: InstalledPackages;
  readonly #files = new Map<string, string>();
  readonly #resolved = new Map<string, Promise<ResolveResult>>();

  constructor(packages: InstalledPackages) {
    this.#packages = packages;
  }

  /** A module's file by its path in the bundle; undefined for what is no file. */
  fileOf(path: string): string | undefined {
    return this.#files.get(path);
  }

  /** A file's path that is the same wherever its package lies. */
  portablePath(file: string): string {
    return this.#packages.portablePath(file);
  }

  /** The text of a module by its path in the bundle. */
  sourceOf(path: string): string {
    const file = this.#files.get(path);
    return file === undefined ? "" : readFileSync(file, "utf8");
  }

  /** The package of a module by its path in the bundle. */
  packageOf(path: string): InstalledPackage | undefined {
    const file = this.#files.get(path);
    return file === undefined ? undefined : this.#packages.of(file);
  }

  /** For the bundler. */
  get plugin(): Plugin {
    return {
      name: "npm-modules",
      setup: (build) => {
        build.onResolve({ filter: /.*/, namespace }, (args) => this.#resolve(args, build));
        build.onResolve({ filter: /^entry:/ }, ({ path, ...args }) =>
          this.#resolve({ ...args, path: path.slice(entryPrefix.length) }, build),
        );
        build.onLoad({ filter: /.*/, namespace }, ({ path }) => {
          const file = this.#files.get(`${namespace}:${path}`) ?? path;
          return {
            contents: readFileSync(file, "utf8"),
            loader: loaders[extname(file)] ?? "js",
            resolveDir: dirname(file),
          };
        });
        build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({
          contents: "module.exports = {};",
        }));
        build.onLoad({ filter: /.*/, namespace: "unavailable" }, ({ path }) => {
          const message = `module ${path} is not available in the database`;
          // As CommonJS it has whatever name is imported.
          return { contents: `throw exports.error = new Error(${JSON.stringify(message)});` };
        });
      },
    };
  }

  async #resolve(args: OnResolveArgs, build: PluginBuild): Promise<OnResolveResult> {
    const { path: specifier, resolveDir } = args;
    const kind = args.kind === "entry-point" ? "import-statement" : args.kind;
    const key = [kind, resolveDir, specifier].join("\0");
    const known = this.#resolved.get(key);
    const resolving = known ?? build.resolve(specifier, { kind, resolveDir, namespace: "file" });
    this.#resolved.set(key, resolving);
    const found = await resolving;
    if (found.errors.length > 0) {
      return this.#placeholder(args, isBuiltin(specifier) ? "node" : "missing");
    }
    // A package may say that it does without a module: it gets an empty one.
    if (found.namespace !== "file") return { path: specifier, namespace: "empty" };
    if (loaders[extname(found.path)] === undefined) return this.#placeholder(args, "kind");
    const path = this.#packages.portablePath(found.path);
    this.#files.set(`${namespace}:${path}`, found.path);
    return { path, namespace, sideEffects: found.sideEffects };
  }

  /** One for each importer, so that tree shaking tells which of them is left. */
  #placeholder(
    { path: specifier, importer }: OnResolveArgs,
    reason: Placeholder["reason"],
  ): OnResolveResult {
    const path = `${JSON.stringify(specifier)}, which ${importer} imports,`;
    this.placeholders.set(`unavailable:${path}`, { specifier, reason });
    return { path, namespace: "unavailable", sideEffects: false };
  }
}

const entryPrefix = "entry:";

/** What a bundle's first module calls a specifier. Others cannot: the bundler resolves theirs from where they lie. */
export function entrySpecifier(specifier: string): string {
  return `${entryPrefix}${specifier}`;
}

const namespace = "npm";
