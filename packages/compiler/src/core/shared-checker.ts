import ts from "typescript";
import { runtimeEntry } from "./declarations.js";

/** What TypeScript exports without declaring it. */
const internals = ts as unknown as {
  readonly createTypeChecker: (host: CheckerHost) => SharedTypeChecker;
  readonly bindSourceFile: (file: ts.SourceFile, options: ts.CompilerOptions) => void;
};

/** What a type checker asks of the program that it is for. */
interface CheckerHost extends ts.Program {
  readonly getResolvedModule: (
    file: ts.SourceFile,
    specifier: string,
    mode: ts.ResolutionMode,
  ) => ts.ResolvedModuleWithFailedLookupLocations | undefined;
}

interface SharedTypeChecker extends ts.TypeChecker {
  readonly getDiagnostics: (
    file: ts.SourceFile,
    token: ts.CancellationToken | undefined,
  ) => readonly ts.Diagnostic[];
}

interface ParsedFile extends ts.SourceFile {
  readonly bindDiagnostics: readonly ts.Diagnostic[];
  readonly commentDirectives?: readonly unknown[];
  readonly checkJsDirective?: unknown;
}

/** How many modules one checker is for: it remembers something of each. */
const mostModules = 100;

/**
 * A type checker for modules that have nothing to do with each other: what it has found out about the language's library
 * and `@stopgap/runtime` holds for all of them. Making a checker for each module takes as long as checking it.
 */
export class SharedChecker {
  readonly #program: CheckerHost;
  readonly #checker: SharedTypeChecker;
  #modules = 0;

  /** @param program one whose only module imports the runtime */
  constructor(program: ts.Program) {
    const runtime: ts.ResolvedModuleWithFailedLookupLocations = {
      resolvedModule: {
        resolvedFileName: runtimeEntry,
        extension: ts.Extension.Dts,
        isExternalLibraryImport: true,
      },
    };
    const host = program as CheckerHost;
    this.#program = {
      ...host,
      getResolvedModule: (file, specifier, mode) =>
        specifier === "@stopgap/runtime" ? runtime : host.getResolvedModule(file, specifier, mode),
    };
    this.#checker = internals.createTypeChecker(this.#program);
  }

  /** Whether it has had its share of modules. */
  get isWorn(): boolean {
    return this.#modules >= mostModules;
  }

  get checker(): ts.TypeChecker {
    return this.#checker;
  }

  /** What is wrong with a module's types. Its file must have a name of its own. */
  diagnostics(
    sourceFile: ts.SourceFile,
    token: ts.CancellationToken | undefined,
  ): readonly ts.Diagnostic[] {
    this.#modules += 1;
    internals.bindSourceFile(sourceFile, this.#program.getCompilerOptions());
    const found = this.#checker.getDiagnostics(sourceFile, token);
    return [...(sourceFile as ParsedFile).bindDiagnostics, ...found];
  }
}

/**
 * Whether a module that imports nothing but the runtime can be checked beside others: it declares nothing for them, refers
 * to no other file, and has no comment that tells the checker what to leave out.
 */
export function isSelfContained(sourceFile: ts.SourceFile): boolean {
  const { commentDirectives, checkJsDirective } = sourceFile as ParsedFile;
  return (
    sourceFile.fileName.endsWith(".ts") &&
    ts.isExternalModule(sourceFile) &&
    !sourceFile.statements.some(ts.isModuleDeclaration) &&
    !checkJsDirective &&
    !commentDirectives?.length &&
    sourceFile.referencedFiles.length === 0 &&
    sourceFile.typeReferenceDirectives.length === 0 &&
    sourceFile.libReferenceDirectives.length === 0
  );
}
