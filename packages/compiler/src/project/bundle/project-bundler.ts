import { realpathSync } from "node:fs";
import { deepestImport } from "@stopgap/runtime/abi";
import type { BundledArtifact } from "../project-bundle.js";
import { describe } from "../../core/imports/resolve-imports.js";
import { ArtifactBuilder } from "./artifact-builder.js";
import { type BundleProblem, BundleError, problemCodes } from "./bundle-problem.js";
import { CompiledModules } from "./compiled-modules.js";
import { importCycles } from "./import-cycles.js";
import { longestImportChain } from "./import-depth.js";
import { ModuleCache } from "./module-cache.js";
import { ModuleFiles } from "./module-files.js";
import { moduleGraph, type ModuleGraph } from "./module-graph.js";
import { PackageCache } from "./package-cache.js";
import { packageUses } from "./package-uses.js";
import { buildErrors, ResolvePass } from "./resolve-pass.js";
import { resolveProblem } from "./resolve-problem.js";

/** How a project is bundled. */
export interface BundlerOptions {
  /** The project's folder, such as `.../stopgap`. */
  readonly folder: string;
  /** A `tsconfig.json` for all modules. Default: for each the one of the nearest folder. */
  readonly tsconfig?: string | undefined;
  /** Conditions of `exports` in `package.json` beyond the usual ones. Default none. */
  readonly conditions?: readonly string[];
  /** Where compiled modules are kept. Default: in memory only. */
  readonly cacheFolder?: string;
}

/** Modules as a database runs them. */
export interface ModuleBundle {
  /** What is imported comes before what imports it. */
  readonly artifacts: readonly BundledArtifact[];
  /** The hash of each entry's artifact, by the file that was asked for. */
  readonly hashes: ReadonlyMap<string, string>;
  /** What may fail when it is used. */
  readonly warnings: readonly BundleProblem[];
}

/** Makes artifacts of a project's modules, again and again: what has not changed is not done again. */
export class ProjectBundler {
  readonly #files: ModuleFiles;
  readonly #compiled: CompiledModules;
  readonly #resolve: ResolvePass;
  readonly #packages: PackageCache;
  /** Bundles are made one after the other: they share what is kept. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ folder, tsconfig, conditions = [], cacheFolder }: BundlerOptions) {
    this.#files = new ModuleFiles(folder);
    this.#compiled = new CompiledModules(new ModuleCache(cacheFolder));
    this.#resolve = new ResolvePass(this.#files, {
      tsconfig,
      conditions,
      faultIn: (source) => {
        const [fault] = this.#compiled.of(source, "js").diagnostics;
        return fault && describe(fault);
      },
    });
    this.#packages = new PackageCache(this.#files.root);
  }

  /**
   * Makes an artifact of each module that the entries need when they run. Modules that import each other in a cycle share
   * one; of npm packages there is what is used.
   *
   * @param entries files of the project, absolute
   * @throws {BundleError} with everything that stands in the way
   * @example
   * const bundler = new ProjectBundler({ folder: "/shop/stopgap" });
   * const { artifacts, hashes } = await bundler.bundle(["/shop/stopgap/users.ts"]);
   */
  bundle(entries: readonly string[]): Promise<ModuleBundle> {
    const bundle = this.#last.then(() => this.#bundle(entries));
    this.#last = bundle.catch(() => undefined);
    return bundle;
  }

  /** Lets go of what runs for it. */
  async close(): Promise<void> {
    await this.#last;
    await this.#resolve.close();
  }

  async #bundle(entries: readonly string[]): Promise<ModuleBundle> {
    const keys = new Map(entries.map((file) => [file, this.#files.keyOf(realpathSync(file))]));
    const graph = await this.#graph([...keys.values()].sort());
    refuse(graph.problems);
    const packages = await this.#packages.bundle(packageUses(graph.modules.values()));
    refuse(packages.problems.filter(({ severity }) => severity === "error"));
    const builder = new ArtifactBuilder(graph.modules, new Set(keys.values()), this.#compiled);
    builder.addPackages(packages.groups);
    for (const members of importCycles(graph.modules.keys(), (key) => moduleImports(graph, key))) {
      await builder.addModules(members);
    }
    const { artifacts } = builder;
    refuseTooDeep(artifacts);
    this.#compiled.forgetUnused();
    return {
      artifacts,
      hashes: new Map([...keys].map(([file, key]) => [file, builder.hashOf(key)])),
      warnings: packages.problems,
    };
  }

  async #graph(keys: readonly string[]): Promise<ModuleGraph> {
    if (keys.length === 0) return { modules: new Map(), problems: [] };
    try {
      return moduleGraph(keys, await this.#resolve.run(keys), this.#files, this.#compiled);
    } catch (error) {
      const errors = buildErrors(error);
      if (!errors) throw error;
      throw new BundleError(errors.map((message) => resolveProblem(message, this.#files)));
    }
  }
}

function moduleImports({ modules }: ModuleGraph, key: string): readonly string[] {
  const imports = modules.get(key)?.imports.values() ?? [];
  return [...imports].flatMap(({ target }) => (target.kind === "module" ? target.key : []));
}

function refuse(problems: readonly BundleProblem[]): void {
  if (problems.length > 0) throw new BundleError(problems);
}

function refuseTooDeep(artifacts: readonly BundledArtifact[]): void {
  const chain = longestImportChain(artifacts);
  if (chain.length <= deepestImport) return;
  const names = chain.map(({ file }) => file ?? "a package");
  throw new BundleError([
    {
      file: null,
      line: null,
      column: null,
      severity: "error",
      code: problemCodes.import,
      message:
        `More than ${String(deepestImport)} modules import one another in a row: ${names.join(" -> ")}. ` +
        "Let some of them import what they need directly, not by way of the others.",
      chain: names,
    },
  ]);
}
