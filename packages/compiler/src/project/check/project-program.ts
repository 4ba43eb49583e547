import { dirname, join } from "node:path";
import ts from "typescript";
import { InstalledPackages } from "../packages/installed-package.js";
import { LibraryDeclarations, libraryFolder } from "./library-declarations.js";
import type { ProjectConfig } from "./project-config.js";
import { contentHash, SourceFiles, type VersionedFile } from "./source-files.js";

/** Declarations of globals that the database does not have, which packages bring along. */
const leftOut = new Set(["@types/bun", "@types/node", "bun-types", "undici-types"]);

/** One file whose types may be other ones than before. */
export interface AffectedFile {
  readonly sourceFile: VersionedFile;
  /** What TypeScript says of it. */
  readonly diagnostics: readonly ts.Diagnostic[];
}

/** A project's modules as a TypeScript program, made anew when files change, from what is known already. */
export class ProjectProgram {
  readonly #folder: string;
  readonly #files = new SourceFiles();
  readonly #library = new LibraryDeclarations();
  #packages = new InstalledPackages();
  #config: ProjectConfig;
  #resolutions: ts.ModuleResolutionCache;
  #builder: ts.SemanticDiagnosticsBuilderProgram | undefined;
  #isResolvedAnew = false;
  #missing = new Set<string>();

  constructor(folder: string, config: ProjectConfig) {
    this.#folder = folder;
    this.#config = config;
    this.#resolutions = this.#newResolutions();
  }

  get program(): ts.Program {
    if (!this.#builder) throw new Error("the program has not been updated yet");
    return this.#builder.getProgram();
  }

  /** What TypeScript says of the project as a whole. */
  projectDiagnostics(): readonly ts.Diagnostic[] {
    const builder = this.#builder;
    if (!builder) return [];
    return [
      ...builder.getConfigFileParsingDiagnostics(),
      ...builder.getOptionsDiagnostics(),
      ...builder.getGlobalDiagnostics(),
    ].filter(({ code }) => code !== caseDiffers);
  }

  /** Whether a file is code of the project, and not of a package. */
  isOwn(sourceFile: ts.SourceFile): boolean {
    return (
      !sourceFile.isDeclarationFile &&
      !this.#library.has(sourceFile.fileName) &&
      !this.program.isSourceFileFromExternalLibrary(sourceFile) &&
      this.#packages.of(sourceFile.fileName)?.name !== "@stopgap/runtime"
    );
  }

  /** Whether a file is the language's library, or says what else there is in the database. */
  isLibrary(sourceFile: ts.SourceFile): boolean {
    return this.#library.has(sourceFile.fileName);
  }

  /** The package that a module's import leads to, with its version; empty where to none. */
  packageOf(specifier: string, importer: string): string {
    const file = this.resolve(specifier, importer);
    const found = file === undefined ? undefined : this.#packages.of(file);
    return found ? `${found.name}@${found.version}` : "";
  }

  /** Where a module's import leads; undefined where nowhere. */
  resolve(specifier: string, importer: string): string | undefined {
    const { options } = this.#config;
    return ts.resolveModuleName(specifier, importer, options, ts.sys, this.#resolutions)
      .resolvedModule?.resolvedFileName;
  }

  /** What TypeScript looked for in vain to resolve imports. */
  get missing(): ReadonlySet<string> {
    return this.#missing;
  }

  /** Forgets what is not as it was. */
  forget(changed: readonly string[] | undefined): void {
    this.#files.forget(changed ?? this.#files.paths);
  }

  /** Looks up anew where imports lead. */
  resolveAnew(config: ProjectConfig): void {
    this.#config = config;
    this.#resolutions = this.#newResolutions();
    this.#packages = new InstalledPackages();
    this.#missing = new Set();
    this.#isResolvedAnew = true;
  }

  /**
   * Makes the program of some files, relative to the folder.
   *
   * @returns the files that are to be looked at
   */
  update(files: readonly string[]): readonly AffectedFile[] {
    const { options, diagnostics } = this.#config;
    this.#builder = ts.createSemanticDiagnosticsBuilderProgram(
      files.map((file) => join(this.#folder, file)),
      options,
      this.#host(),
      this.#builder,
      diagnostics,
    );
    this.#isResolvedAnew = false;
    return [...this.#affected(this.#builder)];
  }

  *#affected(builder: ts.SemanticDiagnosticsBuilderProgram): Iterable<AffectedFile> {
    for (;;) {
      const next = builder.getSemanticDiagnosticsOfNextAffectedFile(
        undefined,
        (sourceFile) => !this.isOwn(sourceFile),
      );
      if (!next) return;
      const { affected, result } = next;
      if (!("fileName" in affected) || !this.isOwn(affected)) continue;
      const syntactic = builder.getSyntacticDiagnostics(affected);
      yield {
        sourceFile: affected as VersionedFile,
        diagnostics: syntactic.length > 0 ? syntactic : result,
      };
    }
  }

  #host(): ts.CompilerHost {
    const { options } = this.#config;
    const host = ts.createCompilerHost(options);
    return {
      ...host,
      getSourceFile: (path, parseOptions) =>
        this.#library.has(path) ? this.#library.file(path) : this.#files.read(path, parseOptions),
      getDefaultLibLocation: () => libraryFolder,
      getDefaultLibFileName: () => `${libraryFolder}/lib.es2022.d.ts`,
      getCurrentDirectory: () => dirname(this.#config.path),
      hasInvalidatedResolutions: () => this.#isResolvedAnew,
      createHash: contentHash,
      resolveModuleNameLiterals: (literals, importer, redirected, _options, sourceFile) =>
        literals.map((literal) => {
          const resolution: Resolution = ts.resolveModuleName(
            literal.text,
            importer,
            options,
            host,
            this.#resolutions,
            redirected,
            ts.getModeForUsageLocation(sourceFile, literal, options),
          );
          for (const path of resolution.failedLookupLocations ?? []) this.#missing.add(path);
          return resolution;
        }),
      resolveTypeReferenceDirectiveReferences: (references, importer, redirected) =>
        references.map((reference) => {
          const name = typeof reference === "string" ? reference : reference.fileName;
          const found = ts.resolveTypeReferenceDirective(name, importer, options, host, redirected);
          const path = found.resolvedTypeReferenceDirective?.resolvedFileName;
          const isLeftOut = path === undefined || leftOut.has(this.#packages.of(path)?.name ?? "");
          return isLeftOut ? { resolvedTypeReferenceDirective: undefined } : found;
        }),
    };
  }

  #newResolutions(): ts.ModuleResolutionCache {
    return ts.createModuleResolutionCache(
      dirname(this.#config.path),
      (path) => path,
      this.#config.options,
    );
  }
}

/** Two file names differ in nothing but case: that is told of as a collision, with its place. */
const caseDiffers = 1149;

/** TypeScript does not declare what it has looked for. */
interface Resolution extends ts.ResolvedModuleWithFailedLookupLocations {
  readonly failedLookupLocations?: readonly string[];
}
