import { reExport } from "../packages/bundle-packages.js";
import type { BundledArtifact } from "../project-bundle.js";
import type { CompiledModules } from "./compiled-modules.js";
import { BundleError, problemCodes } from "./bundle-problem.js";
import { joinModules, memberKey } from "./joined-module.js";
import { artifactSpecifier, makeArtifact } from "./make-artifact.js";
import type { GraphModule } from "./module-graph.js";
import type { PackageGroup } from "./package-bundles.js";
import { composedMap, namedMap } from "./source-maps.js";

/** Makes artifacts one after the other: what is imported must come before what imports it. */
export class ArtifactBuilder {
  readonly #modules: ReadonlyMap<string, GraphModule>;
  readonly #entries: ReadonlySet<string>;
  readonly #compiled: CompiledModules;
  readonly #artifacts = new Map<string, BundledArtifact>();
  /** By the key of a module, or the file of a package. */
  readonly #hashes = new Map<string, string>();

  constructor(
    modules: ReadonlyMap<string, GraphModule>,
    entries: ReadonlySet<string>,
    compiled: CompiledModules,
  ) {
    this.#modules = modules;
    this.#entries = entries;
    this.#compiled = compiled;
  }

  /** Modules of equal text that import the same are one. */
  get artifacts(): readonly BundledArtifact[] {
    return [...this.#artifacts.values()];
  }

  /** @param name a module's key, or a package's file */
  hashOf(name: string): string {
    const hash = this.#hashes.get(name);
    if (hash === undefined) throw new Error(`"${name}" was not compiled`);
    return hash;
  }

  addPackages(groups: readonly PackageGroup[]): void {
    for (const { source, sourceMap, entries } of groups) {
      const hash = this.#addText(source, sourceMap, (path) => path.replace(/^npm:/, ""), null);
      for (const [file, names] of entries) {
        this.#hashes.set(file, entries.size === 1 ? hash : this.#addOver(hash, names, [], null));
      }
    }
  }

  /** Adds a module, or those of a cycle. */
  async addModules(keys: readonly string[]): Promise<void> {
    const modules = keys.flatMap((key) => this.#modules.get(key) ?? []);
    const [only, ...others] = modules;
    if (!only) return;
    if (others.length === 0 && !importsItself(only)) this.#addModule(only);
    else await this.#addCycle(new Map(modules.map((module) => [module.key, module])));
  }

  #addModule(module: GraphModule): void {
    const { key, source, language, compiled } = module;
    const imports = new Map<string, string>();
    for (const specifier of module.imports.keys()) {
      const hash = this.#target(module, specifier);
      if (hash !== undefined) imports.set(specifier, hash);
    }
    const sourceMap = namedMap(compiled.sourceMap, key);
    const { code } = compiled;
    this.#hashes.set(key, this.#add({ source, code, sourceMap, language, imports, file: key }));
  }

  async #addCycle(members: ReadonlyMap<string, GraphModule>): Promise<void> {
    const exposed = this.#exposed(members);
    const joined = await joinModules(members, exposed, (key, specifier) => {
      const module = members.get(key);
      const target = module?.imports.get(specifier)?.target;
      if (!module || !target) return undefined;
      const hash = this.#target(module, specifier);
      return hash === undefined ? specifier : artifactSpecifier(hash);
    });
    const [first = ""] = members.keys();
    const hash = this.#addText(joined.source, joined.sourceMap, memberKey, first);
    for (const key of exposed) {
      const member = joined.members.get(key);
      this.#hashes.set(key, member ? this.#addOver(hash, member.names, member.stars, key) : hash);
    }
  }

  /** The members of a cycle that something else imports, or that hold functions. */
  #exposed(members: ReadonlyMap<string, GraphModule>): readonly string[] {
    const wanted = new Set<string>();
    for (const module of this.#modules.values()) {
      if (members.has(module.key)) continue;
      for (const { target } of module.imports.values()) {
        if (target.kind === "module") wanted.add(target.key);
      }
    }
    return [...members.keys()].filter((key) => wanted.has(key) || this.#entries.has(key));
  }

  /** A small module over a larger one, with some of its exports by other names. */
  #addOver(
    hash: string,
    names: ReadonlyMap<string, string>,
    stars: readonly string[],
    file: string | null,
  ): string {
    const specifier = artifactSpecifier(hash);
    const own = new Map([...names].map(([name, inside]) => [inside, name]));
    const source = [
      names.size > 0 ? reExport(specifier, own) : `import ${JSON.stringify(specifier)};`,
      ...stars.map((star) => `export * from ${JSON.stringify(star)};`),
    ].join("\n");
    return this.#addText(source, null, (path) => path, file);
  }

  /** Adds JavaScript that imports artifacts by their hashes. */
  #addText(
    source: string,
    map: string | null,
    nameOf: (path: string) => string,
    file: string | null,
  ): string {
    const compiled = this.#compiled.of(source, "js");
    const [fault] = compiled.diagnostics;
    if (fault) throw unreadable(fault.message, file);
    const imports = new Map(
      [...compiled.imports.keys()]
        .filter((specifier) => specifier.startsWith(artifactSpecifier("")))
        .map((specifier) => [specifier, specifier.slice(artifactSpecifier("").length)]),
    );
    const sourceMap =
      map === null
        ? namedMap(compiled.sourceMap, file ?? "package")
        : composedMap(compiled.sourceMap, map, nameOf);
    return this.#add({ source, code: compiled.code, sourceMap, language: "js", imports, file });
  }

  #add(parts: Parameters<typeof makeArtifact>[0]): string {
    const artifact = makeArtifact(parts);
    if (!this.#artifacts.has(artifact.hash)) this.#artifacts.set(artifact.hash, artifact);
    return artifact.hash;
  }

  /** The artifact that an import leads to; undefined for what is built in. */
  #target(module: GraphModule, specifier: string): string | undefined {
    const target = module.imports.get(specifier)?.target;
    switch (target?.kind) {
      case "module":
        return this.hashOf(target.key);
      case "package":
        return this.hashOf(target.file);
      case "artifact":
        return target.hash;
      case "built-in":
      case "refused":
      case undefined:
        return undefined;
    }
  }
}

function importsItself({ key, imports }: GraphModule): boolean {
  return [...imports.values()].some(({ target }) => target.kind === "module" && target.key === key);
}

function unreadable(message: string, file: string | null): BundleError {
  const code = problemCodes.module;
  return new BundleError([
    { file, line: null, column: null, severity: "error", code, message, chain: [] },
  ]);
}
