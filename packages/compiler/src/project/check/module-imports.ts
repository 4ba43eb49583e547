import { isBuiltin } from "node:module";
import ts from "typescript";
import { diagnosticAt } from "../diagnostic-at.js";
import type { ProjectDiagnostic } from "../project-diagnostic.js";

/** An import of a module that is there when it runs. */
export interface ModuleImport {
  readonly specifier: string;
  /** The file that it leads to, where that is code of the project. */
  readonly file: string | null;
  /** Where the module names it. */
  readonly place: ProjectDiagnostic;
  /** Why it cannot run in the database; null where it can, as far as it is known. */
  readonly problem: string | null;
}

/** The imports of a module that are left when its types are gone. */
export function moduleImports(
  sourceFile: ts.SourceFile,
  resolve: (specifier: string) => string | undefined,
  isOwn: (file: string) => boolean,
): readonly ModuleImport[] {
  return specifiers(sourceFile).map((node) => {
    const file = resolve(node.text);
    return {
      specifier: node.text,
      file: file !== undefined && isOwn(file) ? file : null,
      place: diagnosticAt(node, "error", 90015, ""),
      problem: problemOf(node.text, file),
    };
  });
}

function problemOf(specifier: string, file: string | undefined): string | null {
  if (specifier.endsWith(".node"))
    return `"${specifier}" is a native addon, which cannot run in the database`;
  // A package may have the name of one of Node's modules, such as "buffer".
  if (!isBuiltin(specifier) || file?.includes("/node_modules/") === true) return null;
  return `"${specifier}" is a module of Node, which does not exist in the database`;
}

/** A module and what it imports. */
export interface ImportingModule {
  readonly file: string;
  readonly imports: readonly ModuleImport[];
}

/**
 * Tells of every import that cannot run in the database, with the way that leads to it.
 *
 * @param entries the modules that hold functions
 * @param modules all modules, by file
 * @param shown what to call a file
 */
export function importProblems(
  entries: readonly string[],
  modules: ReadonlyMap<string, ImportingModule>,
  shown: (file: string) => string,
): readonly ProjectDiagnostic[] {
  return [...shortestWays(entries, modules)].flatMap(([file, way]) =>
    (modules.get(file)?.imports ?? []).flatMap(({ place, problem }) => {
      if (problem === null) return [];
      const chain = way.length > 1 ? ` (${way.map(shown).join(" imports ")})` : "";
      return { ...place, message: `${problem}${chain}.` };
    }),
  );
}

function shortestWays(
  entries: readonly string[],
  modules: ReadonlyMap<string, ImportingModule>,
): ReadonlyMap<string, readonly string[]> {
  const ways = new Map(entries.map((file) => [file, [file] as readonly string[]]));
  for (const [file, way] of ways) {
    for (const { file: target } of modules.get(file)?.imports ?? []) {
      if (target !== null && !ways.has(target)) ways.set(target, [...way, target]);
    }
  }
  return ways;
}

function specifiers(sourceFile: ts.SourceFile): ts.StringLiteralLike[] {
  const found: ts.StringLiteralLike[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) found.push(specifier);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

function specifierOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isImportDeclaration(node))
    return isForTypes(node.importClause) ? undefined : node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : node.moduleSpecifier;
  const isDynamic =
    ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0] : undefined;
}

function isForTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  return (
    !clause.name &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.length > 0 &&
    names.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}
