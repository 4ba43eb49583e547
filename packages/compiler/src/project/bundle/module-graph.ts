import { readFileSync } from "node:fs";
import { parseModule } from "../../core/module-program.js";
import type { TranspiledModule } from "../../core/transpile-module.js";
import { shortened } from "../../core/imports/import-fault.js";
import { inlineImportMap } from "../../core/imports/inline-import-map.js";
import type { ImportedNames } from "../../core/lower/used-imports.js";
import { type BundleProblem, problemCodes } from "./bundle-problem.js";
import type { CompiledModules } from "./compiled-modules.js";
import type { ImportTarget } from "./import-target.js";
import type { ModuleFiles } from "./module-files.js";
import { jsonModule, moduleKind } from "./module-kind.js";
import type { ResolvedProject } from "./resolve-pass.js";
import { specifierPosition } from "./specifier-position.js";

/** An import that a module's code has when it runs. */
export interface GraphImport {
  readonly target: ImportTarget;
  readonly names: ImportedNames;
}

/** A module of a project. */
export interface GraphModule {
  /** Its name in messages: a path relative to where the project's folder is. */
  readonly key: string;
  /** Absolute; null for one that a `data:` URL holds. */
  readonly file: string | null;
  /** What is compiled. */
  readonly source: string;
  readonly language: "ts" | "js";
  readonly compiled: TranspiledModule;
  readonly imports: ReadonlyMap<string, GraphImport>;
  /** The modules that lead to it from an entry, itself the last. */
  readonly chain: readonly string[];
}

/** All that the modules with functions need when they run, and nothing that only their types need. */
export interface ModuleGraph {
  /** By key, each entry followed by what it reaches first. */
  readonly modules: ReadonlyMap<string, GraphModule>;
  readonly problems: readonly BundleProblem[];
}

/** Follows what modules import when they run, from the entries on. */
export function moduleGraph(
  entries: readonly string[],
  resolved: ResolvedProject,
  files: ModuleFiles,
  compiled: CompiledModules,
): ModuleGraph {
  const modules = new Map<string, GraphModule>();
  const problems: BundleProblem[] = [];
  const pending = new Map(entries.map((key) => [key, [key] as readonly string[]]));
  // A map is walked to its end, with what is added on the way.
  for (const [key, chain] of pending) {
    const module = readModule(key, chain, resolved, files, compiled);
    problems.push(...moduleProblems(module, resolved));
    modules.set(key, module);
    for (const { target } of module.imports.values()) {
      if (target.kind === "module" && !pending.has(target.key)) {
        pending.set(target.key, [...chain, target.key]);
      }
    }
  }
  return { modules, problems };
}

function readModule(
  key: string,
  chain: readonly string[],
  resolved: ResolvedProject,
  files: ModuleFiles,
  compiledModules: CompiledModules,
): GraphModule {
  const held = resolved.held.get(key);
  const file = held ? null : files.fileOf(key);
  const kind = held ? "js" : moduleKind(key);
  const text = held
    ? held.source
    : kind
      ? withoutMark(readFileSync(files.fileOf(key), "utf8"))
      : "";
  const source = kind === "json" ? jsonModule(text) : text;
  const language = kind === "ts" ? "ts" : "js";
  const compiled = compiledModules.of(source, language);
  const imports = new Map<string, GraphImport>();
  for (const [specifier, names] of compiled.imports) {
    imports.set(specifier, { target: resolved.target(key, specifier), names });
  }
  return { key, file, source, language, compiled, imports, chain };
}

/** The mark that some editors begin a file with. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

function moduleProblems(module: GraphModule, resolved: ResolvedProject): BundleProblem[] {
  const { key, file, compiled, chain } = module;
  const about = { file, severity: "error", chain } as const;
  const ofModule = (message: string): BundleProblem[] => [
    { ...about, line: null, column: null, code: problemCodes.module, message },
  ];
  if (file !== null && moduleKind(file) === undefined) {
    return ofModule(`"${key}" cannot be imported: only TypeScript, JavaScript and JSON can run.`);
  }
  if (compiled.diagnostics.length > 0) {
    return compiled.diagnostics.map(({ line, column, code, message }) => ({
      ...about,
      line,
      column,
      code,
      message,
    }));
  }
  if (resolved.isCommonJs(key)) {
    return ofModule(`"${key}" is a CommonJS module: write it with import and export.`);
  }
  const refusals = [...module.imports].flatMap(([specifier, { target }]) =>
    target.kind === "refused" ? [{ specifier, reason: target.reason }] : [],
  );
  if (hasImportMap(module)) {
    return ofModule(
      "Cannot take an import map from a comment: in a project imports lead to files and packages.",
    );
  }
  const required = resolved
    .required(key)
    .filter((specifier) => !module.imports.has(specifier))
    .map((specifier) => ({
      specifier,
      reason: "require does not exist in the database; write it with import",
    }));
  return [...refusals, ...required].map(({ specifier, reason }) =>
    importProblem(module, specifier, `Cannot import "${shortened(specifier)}": ${reason}.`),
  );
}

function hasImportMap({ source, language }: GraphModule): boolean {
  // Most need not be parsed for that.
  return (
    source.includes("plts-import-map:") && inlineImportMap(parseModule(source, language)).size > 0
  );
}

/** A problem with what a module imports. */
export function importProblem(
  { source, language, file, chain }: GraphModule,
  specifier: string,
  message: string,
  more: { readonly severity?: "warning"; readonly chain?: readonly string[] } = {},
): BundleProblem {
  return {
    file,
    ...specifierPosition(source, language, specifier),
    severity: more.severity ?? "error",
    code: problemCodes.import,
    message,
    chain: [...chain, ...(more.chain ?? [specifier])],
  };
}
