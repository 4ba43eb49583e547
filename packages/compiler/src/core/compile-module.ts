import { abi } from "@stopgap/runtime/abi";
import type ts from "typescript";
import { type CompilerOptions, normalizeOptions } from "./compiler-options.js";
import type { Declarations } from "./declarations.js";
import { type Diagnostic, fromTypeScript, hasErrors } from "./diagnostic.js";
import { emitModule } from "./emit-module.js";
import { type Entry, type EntryKind, findEntry } from "./entry.js";
import { fingerprint } from "./fingerprint.js";
import { Environment, StoredTexts } from "./imports/environment.js";
import {
  type FunctionName,
  type ImportHost,
  noImports,
  type StoredImport,
} from "./imports/import-host.js";
import { ImportedFiles } from "./imports/imported-files.js";
import { resolveImports } from "./imports/resolve-imports.js";
import { checkNames } from "./reserved-names.js";
import { typeContext, type TypedSource, unchanged } from "./typed-source.js";
import {
  type ModuleProgram,
  ModulePrograms,
  parseModule,
  type TypedModule,
} from "./module-program.js";

/** One module to compile. */
export interface CompileRequest {
  readonly source: string;
  readonly options?: CompilerOptions;
  /** Check types against the declarations of `@stopgap/runtime` and the ES2022 library. Default true. */
  readonly check?: boolean;
  /** Refuse a module whose default export cannot be called. Needs `check`. Default false. */
  readonly entry?: boolean;
  /** The function whose body the module is: it can import other functions of its schema. Default: none. */
  readonly function?: FunctionName | null;
  /** Where imports of packages and functions lead, specifier to hash, that are settled already. Default: none is. */
  readonly imports?: Readonly<Record<string, string>>;
}

/** What became of a module. */
export interface CompileResult {
  /** The body of the module's function; empty where an error was found. */
  readonly code: string;
  /** Source map, version 3, as JSON; null unless asked for. */
  readonly sourceMap: string | null;
  readonly diagnostics: readonly Diagnostic[];
  /** What the default export is; null where types were not checked, or there is none. */
  readonly entryKind: EntryKind | null;
  /** The only roles that may call the live function; null where the default export does not name them. */
  readonly entryRoles: readonly string[] | null;
  /** The role whose rights the live function runs with; null for those of its caller. */
  readonly entryDefiner: string | null;
  /** What the source says of each import, by specifier, without what is built in. */
  readonly imports: Readonly<Record<string, StoredImport>>;
  readonly options: CompilerOptions;
  readonly fingerprint: string;
  /** The version of what the code refers to. */
  readonly abi: number;
}

/** A module that another one holds, in a `data:` URL. */
export interface CompiledModule extends CompileResult {
  readonly source: string;
}

/** Compiles modules one by one; the first one pays for loading the declarations. */
export interface Compiler {
  compile(request: CompileRequest): CompileResult;
}

/** Settings of a compiler. */
export interface CompilerHost {
  /** Asked now and then during a type check; throws to give up. */
  readonly checkInterrupts?: () => void;
  /** Knows other modules. Default: there are none. */
  readonly imports?: ImportHost;
}

/**
 * A compiler of single modules, the same in Node and in the database.
 *
 * @param declarations the library and runtime declarations to check against
 * @example
 * const compiler = createCompiler(loadDeclarations());
 * const { code, diagnostics } = compiler.compile({ source: "export default () => 1" });
 */
export function createCompiler(declarations: Declarations, host: CompilerHost = {}): Compiler {
  const compiler = new ModuleCompiler(declarations, host);
  return { compile: (request) => compiler.compile(request) };
}

class ModuleCompiler implements Compiler {
  readonly #host: CompilerHost;
  readonly #programs: ModulePrograms;
  readonly #texts: StoredTexts;

  constructor(declarations: Declarations, host: CompilerHost) {
    this.#host = host;
    this.#programs = new ModulePrograms(declarations);
    this.#texts = new StoredTexts(host.imports ?? noImports);
  }

  compile({
    source,
    options = {},
    check = true,
    entry = false,
    function: importer = null,
    imports = {},
  }: CompileRequest): CompileResult {
    const host = this.#host.imports ?? noImports;
    const environment = new Environment(host, this.#texts, importer, imports);
    const wanted = { options: normalizeOptions(options), check, entry, depth: 0 };
    return this.#compile(source, wanted, environment);
  }

  #compile(source: string, wanted: Wanted, environment: Environment): CompileResult {
    const { options, check } = wanted;
    const language = options.language ?? "ts";
    const written = parseModule(source, language);
    const typed = check && language === "ts" ? typeContext(written) : unchanged(source);
    const isAsWritten = typed.source === source;
    const sourceFile = isAsWritten ? written : parseModule(typed.source, language);
    const unchecked = check ? undefined : this.#programs.unchecked(sourceFile);
    const lowered = unchecked && isWellFormed(unchecked) ? emitModule(unchecked) : undefined;
    const imports = resolveImports(sourceFile, {
      environment,
      map: options.import_map ?? {},
      compileHeld: (held) => this.#compileHeld(held, wanted, environment),
      isLenient: !check,
      needed: lowered?.imports,
    });
    const importsNothing = imports.stored.size === 0 && imports.diagnostics.length === 0;
    const files = importsNothing ? undefined : new ImportedFiles(environment, imports.stored);
    const module = unchecked ?? this.#programs.checked(sourceFile, files);
    const found = diagnose(module, typed, imports.diagnostics, wanted, this.#host);
    // What was put in for the check is not compiled.
    const asWritten = () => (isAsWritten ? module : this.#programs.unchecked(written));
    const output = hasErrors(found.diagnostics) ? undefined : (lowered ?? emitModule(asWritten()));
    return {
      code: output?.code ?? "",
      sourceMap: options.source_map ? (output?.sourceMap ?? null) : null,
      diagnostics: found.diagnostics,
      ...entryMembers(found.entry),
      imports: Object.fromEntries(imports.stored),
      options,
      fingerprint,
      abi: abi.version,
    };
  }

  /** A module in a `data:` URL is JavaScript, whose types are not checked. */
  #compileHeld(
    source: string,
    { options, depth }: Wanted,
    environment: Environment,
  ): CompiledModule | undefined {
    if (depth >= deepestHeld) return undefined;
    const own: CompilerOptions = {
      ...(options.source_map ? { source_map: true } : {}),
      language: "js",
    };
    const wanted = { options: own, check: false, entry: false, depth: depth + 1 };
    return { source, ...this.#compile(source, wanted, environment) };
  }
}

/** The compiler holds them on its stack. */
const deepestHeld = 8;

/** How one module is to be compiled. */
interface Wanted {
  readonly options: CompilerOptions;
  readonly check: boolean;
  readonly entry: boolean;
  /** How many modules hold it, one inside the other. */
  readonly depth: number;
}

/** What TypeScript says of `await`, `for await` and `await using` at the top level of a CommonJS module. They are lowered. */
const topLevelAwaitRefusals = new Set([1309, 1378, 1432, 2854]);

function isWellFormed({ program, sourceFile }: ModuleProgram): boolean {
  return program.getSyntacticDiagnostics(sourceFile).length === 0;
}

interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly entry?: Entry;
}

function diagnose(
  module: ModuleProgram | TypedModule,
  typed: TypedSource,
  foundImports: readonly Diagnostic[],
  wanted: Wanted,
  host: CompilerHost,
): Findings {
  const { program, sourceFile } = module;
  const syntactic = program
    .getSyntacticDiagnostics(sourceFile)
    .map((diagnostic) => fromTypeScript(diagnostic, "syntactic"))
    .map((found) => typed.inOriginal(found));
  if (syntactic.length > 0) return { diagnostics: syntactic };
  const names = checkNames(sourceFile).map((found) => typed.inOriginal(found));
  const imports = foundImports.map((found) => typed.inOriginal(found));
  if (!("checker" in module)) return { diagnostics: [...names, ...imports] };
  const semantic = module
    .diagnostics(cancellationToken(host))
    .filter(({ code }) => !topLevelAwaitRefusals.has(code))
    .map((diagnostic) => fromTypeScript(diagnostic, "semantic"))
    .map((found) => typed.inOriginal(found))
    // Of an import that leads nowhere TypeScript says in several ways what has been said.
    .filter((found) => !imports.some(isAt(found)));
  const entry = findEntry(module);
  return {
    diagnostics: [
      ...names,
      ...imports,
      ...semantic,
      ...entryRefusals(entry, wanted.entry).map((found) => typed.inOriginal(found)),
    ],
    entry,
  };
}

function entryRefusals(entry: Entry, isWanted: boolean): readonly Diagnostic[] {
  return entry.kind === null && (isWanted || !entry.isMissing) ? [entry.diagnostic] : [];
}

function entryMembers(
  entry: Entry | undefined,
): Pick<CompileResult, "entryKind" | "entryRoles" | "entryDefiner"> {
  return entry?.kind == null
    ? { entryKind: null, entryRoles: null, entryDefiner: null }
    : { entryKind: entry.kind, entryRoles: entry.roles, entryDefiner: entry.definer };
}

function isAt({ line, column }: Diagnostic): (other: Diagnostic) => boolean {
  return (other) => other.line === line && other.column === column;
}

function cancellationToken({ checkInterrupts }: CompilerHost): ts.CancellationToken | undefined {
  return checkInterrupts
    ? { isCancellationRequested: () => false, throwIfCancellationRequested: checkInterrupts }
    : undefined;
}
