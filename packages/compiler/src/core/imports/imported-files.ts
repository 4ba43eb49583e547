import type { Environment } from "./environment.js";
import type { StoredImport } from "./import-host.js";
import { readSpecifier } from "./specifier.js";

/** A file that a module's types come from. */
export interface ImportedFile {
  readonly text: string;
  /** Whether a later compilation may take it as it is: the path says what is in it. */
  readonly isLasting: boolean;
}

interface ModuleFile extends ImportedFile {
  readonly imports: ReadonlyMap<string, StoredImport>;
}

/**
 * The files behind a module's imports, found as they are asked for: stored modules as their sources, packages as their
 * declarations.
 */
export class ImportedFiles {
  readonly #environment: Environment;
  readonly #modules = new Map<string, ModuleFile>();
  readonly #declarations = new Map<string, ImportedFile>();
  readonly #ofRoot = new Map<string, string | undefined>();
  #held = 0;

  /** @param stored what the root module imports */
  constructor(environment: Environment, stored: ReadonlyMap<string, StoredImport>) {
    this.#environment = environment;
    for (const [specifier, leadsTo] of stored) {
      this.#ofRoot.set(specifier, this.#pathOf(specifier, leadsTo));
    }
  }

  /** The file at a path that one of the others has returned. */
  at(path: string): ImportedFile | undefined {
    return this.#modules.get(path) ?? this.#declarations.get(path);
  }

  /** What the root module imports and nothing describes, so that it is `any`. */
  get untyped(): readonly string[] {
    return [...this.#ofRoot].flatMap(([specifier, path]) => (path === undefined ? specifier : []));
  }

  /** The path of what the root module imports. */
  pathFromRoot(specifier: string): string | undefined {
    return this.#ofRoot.get(specifier);
  }

  /** The path of what another file imports. */
  pathFrom(importer: string, specifier: string): string | undefined {
    const module = this.#modules.get(importer);
    if (module) {
      const leadsTo = module.imports.get(specifier);
      return leadsTo === undefined ? undefined : this.#pathOf(specifier, leadsTo);
    }
    return specifier.startsWith(".")
      ? declarationPaths(importer, specifier).find((path) => this.#declarations.has(path))
      : this.#pathByName(specifier);
  }

  #pathOf(specifier: string, leadsTo: StoredImport): string | undefined {
    if (leadsTo === null) return this.#pathByName(specifier);
    if (typeof leadsTo === "string") return this.#pathOfArtifact(leadsTo);
    this.#held += 1;
    const path = `/held/${String(this.#held)}.js`;
    const imports = new Map(Object.entries(leadsTo.imports));
    this.#modules.set(path, { text: leadsTo.source, imports, isLasting: false });
    return path;
  }

  #pathByName(specifier: string): string | undefined {
    if (readSpecifier(specifier).kind !== "named") return undefined;
    const resolution = this.#environment.resolve(specifier);
    if (!resolution || "refusal" in resolution) return undefined;
    const { hash, types } = resolution;
    if (types === undefined) return this.#pathOfArtifact(hash);
    return types === null ? undefined : this.#pathOfDeclarations(types, specifier);
  }

  #pathOfArtifact(hash: string): string | undefined {
    const module = this.#environment.module(hash);
    if (!module) return undefined;
    const path = `/artifacts/${hash.replace("sha256:", "")}.${module.language}`;
    if (!this.#modules.has(path)) {
      const imports = new Map(Object.entries(module.imports));
      this.#modules.set(path, { text: module.source, imports, isLasting: true });
    }
    return path;
  }

  #pathOfDeclarations(types: string, specifier: string): string | undefined {
    const folder = `/packages/${types}`;
    const entry = `${folder}/${specifier}.d.ts`;
    if (!this.#declarations.has(entry)) {
      for (const [path, text] of Object.entries(this.#environment.declarations(types, specifier))) {
        this.#declarations.set(`${folder}/${path}`, { text, isLasting: true });
      }
    }
    return this.#declarations.has(entry) ? entry : undefined;
  }
}

/** Where the declarations of a relative specifier may be. */
function declarationPaths(importer: string, specifier: string): string[] {
  const path = join(importer, specifier);
  const stem = path.replace(/\.([cm]?)js$/, "");
  const extension = /\.([cm]?)js$/.exec(path)?.[1] ?? "";
  return [
    path,
    `${stem}.d.${extension}ts`,
    `${path}.d.ts`,
    `${path}.d.mts`,
    `${path}/index.d.ts`,
    `${path}/index.d.mts`,
  ];
}

/** A relative specifier as seen from a file. There is no `URL` and no `path` inside the database. */
export function join(importer: string, specifier: string): string {
  const segments = importer.split("/").slice(0, -1);
  for (const segment of specifier.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(segment);
  }
  return segments.join("/");
}
