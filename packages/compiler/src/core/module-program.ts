import ts from "typescript";
import { type Declarations, runtimeEntry } from "./declarations.js";

/** The virtual path of the one module that a program compiles. */
const modulePath = "/module.ts";

const common: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  isolatedModules: true,
  noEmitHelpers: true,
  sourceMap: true,
  types: [],
};

const checked: ts.CompilerOptions = {
  ...common,
  lib: ["lib.es2022.d.ts", "globals.d.ts"],
  strict: true,
  skipLibCheck: true,
};

const unchecked: ts.CompilerOptions = { ...common, noLib: true, noResolve: true, noCheck: true };

/** One module as a TypeScript program. */
export interface ModuleProgram {
  readonly program: ts.Program;
  readonly sourceFile: ts.SourceFile;
}

/** Makes programs of one module each. Parsed declarations are kept from one program to the next. */
export class ModulePrograms {
  readonly #declarations: Declarations;
  readonly #parsed = new Map<string, ts.SourceFile>();
  #previous: ts.Program | undefined;

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  /** A program that knows the types of everything a module can reach. */
  checked(source: string): ModuleProgram {
    const made = this.#create(source, checked, this.#previous);
    this.#previous = made.program;
    return made;
  }

  /** A program that knows the module's text only. */
  unchecked(source: string): ModuleProgram {
    return this.#create(source, unchecked, undefined);
  }

  #create(
    source: string,
    options: ts.CompilerOptions,
    previous: ts.Program | undefined,
  ): ModuleProgram {
    const sourceFile = ts.createSourceFile(modulePath, source, ts.ScriptTarget.ES2022);
    const host = this.#host(sourceFile);
    const program = ts.createProgram({
      rootNames: [modulePath],
      options,
      host,
      ...(previous ? { oldProgram: previous } : {}),
    });
    return { program, sourceFile };
  }

  #host(sourceFile: ts.SourceFile): ts.CompilerHost {
    return {
      getSourceFile: (path) => (path === modulePath ? sourceFile : this.#declaration(path)),
      fileExists: (path) => path === modulePath || path in this.#declarations,
      readFile: (path) => this.#declarations[path],
      resolveModuleNameLiterals: (literals, importer) =>
        literals.map((literal) => this.#resolve(literal.text, importer)),
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

  #resolve(specifier: string, importer: string): ts.ResolvedModuleWithFailedLookupLocations {
    const path = this.#pathOf(specifier, importer);
    return {
      resolvedModule:
        path === undefined
          ? undefined
          : { resolvedFileName: path, extension: ts.Extension.Dts, isExternalLibraryImport: true },
    };
  }

  #pathOf(specifier: string, importer: string): string | undefined {
    if (specifier === "@stopgap/runtime") return runtimeEntry;
    if (importer === modulePath || !specifier.startsWith(".")) return undefined;
    const path = join(importer, specifier).replace(/\.js$/, ".d.ts");
    return path in this.#declarations ? path : undefined;
  }
}

/** A relative specifier as seen from a file. There is no `URL` and no `path` inside the database. */
function join(importer: string, specifier: string): string {
  const segments = importer.split("/").slice(0, -1);
  for (const segment of specifier.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}
