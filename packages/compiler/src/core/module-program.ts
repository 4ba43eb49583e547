import ts from "typescript";
import type { CompilerOptions } from "./compiler-options.js";
import { type Declarations, jsonSchemaTypes, runtimeEntry } from "./declarations.js";
import { type ImportedFiles, join } from "./imports/imported-files.js";
import { isSelfContained, SharedChecker } from "./shared-checker.js";
import { typeContext } from "./typed-source.js";

const common: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  isolatedModules: true,
  noEmitHelpers: true,
  sourceMap: true,
  types: [],
  allowJs: true,
};

const checked: ts.CompilerOptions = {
  ...common,
  lib: ["lib.es2022.d.ts", "globals.d.ts"],
  strict: true,
  skipLibCheck: true,
};

const unchecked: ts.CompilerOptions = { ...common, noLib: true, noResolve: true, noCheck: true };

/** JavaScript would be written over itself. */
const javaScript: ts.CompilerOptions = { outDir: "/out" };

/** Declares what nothing else describes. */
const untypedPath = "/untyped.d.ts";

/** How much text of imported files is kept parsed, in UTF-16 units. */
const capacity = 8_000_000;

/** One module as a TypeScript program. */
export interface ModuleProgram {
  readonly program: ts.Program;
  readonly sourceFile: ts.SourceFile;
}

/** A module with its types. */
export interface TypedModule extends ModuleProgram {
  readonly checker: ts.TypeChecker;
  /** What is wrong with its types. */
  readonly diagnostics: (token: ts.CancellationToken | undefined) => readonly ts.Diagnostic[];
}

type Language = NonNullable<CompilerOptions["language"]>;

/** Parses the one module that a program is for. */
export function parseModule(source: string, language: Language): ts.SourceFile {
  return ts.createSourceFile(`/module.${language}`, source, ts.ScriptTarget.ES2022);
}

/** Makes programs of one module each. Parsed declarations are kept from one program to the next. */
export class ModulePrograms {
  readonly #declarations: Declarations;
  readonly #parsed = new Map<string, ts.SourceFile>();
  readonly #imported = new Map<string, ts.SourceFile>();
  #importedSize = 0;
  #previous: ts.Program | undefined;
  #shared: SharedChecker | undefined;
  #checked = 0;

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  /**
   * A program that knows the types of everything a module can reach.
   *
   * @param imports what it imports beside the runtime
   */
  checked(sourceFile: ts.SourceFile, imports: ImportedFiles | undefined): TypedModule {
    if (!imports && isSelfContained(sourceFile)) return this.#checkedBesideOthers(sourceFile);
    const made = this.#create(sourceFile, checked, imports, this.#previous);
    const { program } = made;
    this.#previous = program;
    return {
      ...made,
      checker: program.getTypeChecker(),
      diagnostics: (token) => program.getSemanticDiagnostics(sourceFile, token),
    };
  }

  #checkedBesideOthers(sourceFile: ts.SourceFile): TypedModule {
    if (!this.#shared || this.#shared.isWorn) {
      const importer = parseModule(`import "@stopgap/runtime";`, "ts");
      const { program } = this.#create(importer, checked, undefined, this.#previous);
      this.#shared = new SharedChecker(program);
    }
    // The checker tells its findings apart by the names of files.
    this.#checked += 1;
    sourceFile.fileName = `/${String(this.#checked)}${sourceFile.fileName}`;
    const shared = this.#shared;
    return {
      ...this.unchecked(sourceFile),
      checker: shared.checker,
      diagnostics: (token) => shared.diagnostics(sourceFile, token),
    };
  }

  /** A program that knows the module's text only. */
  unchecked(sourceFile: ts.SourceFile): ModuleProgram {
    return this.#create(sourceFile, unchecked, undefined, undefined);
  }

  #create(
    sourceFile: ts.SourceFile,
    options: ts.CompilerOptions,
    imports: ImportedFiles | undefined,
    previous: ts.Program | undefined,
  ): ModuleProgram {
    const isJavaScript = sourceFile.fileName.endsWith(".js");
    const program = ts.createProgram({
      rootNames: [
        sourceFile.fileName,
        ...(imports && imports.untyped.length > 0 ? [untypedPath] : []),
      ],
      options: isJavaScript ? { ...options, ...javaScript } : options,
      host: this.#host(sourceFile, imports),
      ...(previous && !isJavaScript ? { oldProgram: previous } : {}),
    });
    return { program, sourceFile };
  }

  #host(sourceFile: ts.SourceFile, imports: ImportedFiles | undefined): ts.CompilerHost {
    return {
      getSourceFile: (path, parseOptions) =>
        path === sourceFile.fileName
          ? sourceFile
          : path === untypedPath
            ? untypedModules(imports?.untyped ?? [])
            : (this.#declaration(path) ?? this.#importedFile(path, parseOptions, imports)),
      fileExists: (path) => path === sourceFile.fileName || path in this.#declarations,
      readFile: (path) => this.#declarations[path],
      resolveModuleNameLiterals: (literals, importer) =>
        literals.map(({ text }) =>
          resolution(this.#pathOf(text, importer, sourceFile.fileName, imports)),
        ),
      // What another function's import leads to may have changed, though its source has not.
      hasInvalidatedResolutions: (path) => !(path in this.#declarations),
      getDefaultLibLocation: () => "/lib",
      getDefaultLibFileName: () => "/lib/lib.es2022.d.ts",
      getCurrentDirectory: () => "/",
      getCanonicalFileName: (path) => path,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      writeFile: () => undefined,
    };
  }

  #declaration(path: string): ts.SourceFile | undefined {
    const text = this.#declarations[path];
    if (text === undefined) return undefined;
    let parsed = this.#parsed.get(path);
    if (!parsed) {
      parsed = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
      this.#parsed.set(path, parsed);
    }
    return parsed;
  }

  #importedFile(
    path: string,
    parseOptions: ts.ScriptTarget | ts.CreateSourceFileOptions,
    imports: ImportedFiles | undefined,
  ): ts.SourceFile | undefined {
    const file = imports?.at(path);
    if (!file) return undefined;
    const known = this.#imported.get(path);
    if (known) return known;
    const parse = (text: string): ts.SourceFile => ts.createSourceFile(path, text, parseOptions);
    const written = parse(file.text);
    const isModule = path.endsWith(".ts") && !path.endsWith(".d.ts");
    const text = isModule ? typeContext(written).source : file.text;
    const parsed = text === file.text ? written : parse(text);
    if (file.isLasting) this.#keep(path, parsed);
    return parsed;
  }

  #keep(path: string, parsed: ts.SourceFile): void {
    this.#importedSize += parsed.text.length;
    if (this.#importedSize > capacity) {
      this.#imported.clear();
      this.#importedSize = parsed.text.length;
    }
    this.#imported.set(path, parsed);
  }

  #pathOf(
    specifier: string,
    importer: string,
    root: string,
    imports: ImportedFiles | undefined,
  ): string | undefined {
    if (specifier === "@stopgap/runtime") return runtimeEntry;
    if (importer === root) {
      return imports?.pathFromRoot(specifier);
    }
    if (!(importer in this.#declarations)) return imports?.pathFrom(importer, specifier);
    if (specifier === "json-schema-to-ts") return jsonSchemaTypes;
    const path = join(importer, specifier).replace(/\.js$/, ".d.ts");
    return path in this.#declarations ? path : undefined;
  }
}

/** What nothing describes is `any`. */
function untypedModules(specifiers: readonly string[]): ts.SourceFile {
  const text = specifiers.map((specifier) => `declare module ${JSON.stringify(specifier)};`);
  return ts.createSourceFile(untypedPath, text.join("\n"), ts.ScriptTarget.ES2022);
}

function resolution(path: string | undefined): ts.ResolvedModuleWithFailedLookupLocations {
  if (path === undefined) return { resolvedModule: undefined };
  const extension = extensions.find((ending) => path.endsWith(ending)) ?? ts.Extension.Dts;
  const isExternalLibraryImport = extension === ts.Extension.Dts;
  return { resolvedModule: { resolvedFileName: path, extension, isExternalLibraryImport } };
}

const extensions = [
  ts.Extension.Dts,
  ts.Extension.Dmts,
  ts.Extension.Dcts,
  ts.Extension.Ts,
  ts.Extension.Js,
];
