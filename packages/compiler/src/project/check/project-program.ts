import { dirname, join, relative } from "node:path";
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
  /** Names all that the findings of the file rest on. */
  readonly key: string;
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
  #program: ts.Program | undefined;
  #builder: ts.SemanticDiagnosticsBuilderProgram | undefined;
  #isResolvedAnew = false;
  #missing = new Set<string>();

  constructor(folder: string, config: ProjectConfig) {
    this.#folder = folder;
    this.#config = config;
    this.#resolutions = this.#newResolutions();
  }

  get program(): ts.Program {
    if (!this.#program) throw new Error("the program has not been updated yet");
    return this.#program;
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
   * @param isKnown whether all that there is to say of a file is known already, by what it rests on
   * @returns the files that are to be looked at
   */
  update(
    files: readonly string[],
    isKnown: (sourceFile: ts.SourceFile, key: string) => boolean,
  ): readonly AffectedFile[] {
    const { options, diagnostics } = this.#config;
    const host = this.#host();
    this.#program = ts.createProgram({
      rootNames: files.map((file) => join(this.#folder, file)),
      options,
      host,
      ...(this.#program ? { oldProgram: this.#program } : {}),
      configFileParsingDiagnostics: diagnostics,
    });
    this.#builder = ts.createSemanticDiagnosticsBuilderProgram(
      withFullEffects(this.#program),
      host,
      this.#builder,
      diagnostics,
    );
    this.#isResolvedAnew = false;
    return [...this.#affected(this.#builder, isKnown)];
  }

  *#affected(
    builder: ts.SemanticDiagnosticsBuilderProgram,
    isKnown: (sourceFile: ts.SourceFile, key: string) => boolean,
  ): Iterable<AffectedFile> {
    const common = this.#commonKey(builder.getProgram());
    const keys = new Map<ts.SourceFile, string>();
    for (;;) {
      const next = builder.getSemanticDiagnosticsOfNextAffectedFile(undefined, (sourceFile) => {
        if (!this.isOwn(sourceFile)) return true;
        const key = this.#keyOf(builder, sourceFile, common);
        keys.set(sourceFile, key);
        return isKnown(sourceFile, key);
      });
      if (!next) return;
      const { affected, result } = next;
      if (!("fileName" in affected) || !this.isOwn(affected)) continue;
      const syntactic = builder.getSyntacticDiagnostics(affected);
      yield {
        sourceFile: affected as VersionedFile,
        key: keys.get(affected) ?? "",
        diagnostics: syntactic.length > 0 ? syntactic : result,
      };
    }
  }

  /** What everything rests on: the options, and declarations that need no import to count. */
  #commonKey(program: ts.Program): string {
    const everywhere = program
      .getSourceFiles()
      .filter((file) => !this.#library.has(file.fileName) && countsEverywhere(file))
      .map((file) => this.#named(file));
    return JSON.stringify([this.#config.options, everywhere.sort()]);
  }

  #keyOf(
    builder: ts.SemanticDiagnosticsBuilderProgram,
    sourceFile: ts.SourceFile,
    common: string,
  ): string {
    const behind = builder.getAllDependencies(sourceFile).flatMap((path) => {
      const file = builder.getSourceFile(path);
      return file ? this.#named(file) : [];
    });
    return contentHash(JSON.stringify([this.#named(sourceFile), behind.sort(), common]));
  }

  /** A file as it is named wherever the project lies, with its contents. */
  #named(file: ts.SourceFile): string {
    return `${relative(this.#folder, file.fileName)} ${(file as VersionedFile).version}`;
  }

  /** All files that the program has been made of, with their hashes, and the packages that they belong to. */
  inputs(): {
    readonly files: Readonly<Record<string, string>>;
    readonly manifests: readonly string[];
  } {
    const files = this.program.getSourceFiles().filter((file) => !this.#library.has(file.fileName));
    const packages = files.map(({ fileName }) => this.#packages.of(fileName)?.folder);
    return {
      files: Object.fromEntries(
        files.map((file) => [file.fileName, (file as VersionedFile).version]),
      ),
      manifests: [...new Set(packages)].flatMap((folder) =>
        folder === undefined ? [] : join(folder, "package.json"),
      ),
    };
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

/**
 * A program whose changes affect all files that import what has changed. With `isolatedModules` TypeScript has only output in
 * mind, which a change of types does not affect.
 */
function withFullEffects(program: ts.Program): ts.Program {
  const { isolatedModules: _, verbatimModuleSyntax: __, ...options } = program.getCompilerOptions();
  return { ...program, getCompilerOptions: () => options };
}

/** Whether a file declares something for others that do not import it. */
function countsEverywhere(file: ts.SourceFile): boolean {
  const { moduleAugmentations = [] } = file as {
    readonly moduleAugmentations?: readonly unknown[];
  };
  return moduleAugmentations.length > 0 || (file.isDeclarationFile && !ts.isExternalModule(file));
}

/** Two file names differ in nothing but case: that is told of as a collision, with its place. */
const caseDiffers = 1149;

/** TypeScript does not declare what it has looked for. */
interface Resolution extends ts.ResolvedModuleWithFailedLookupLocations {
  readonly failedLookupLocations?: readonly string[];
}
