import ts from "typescript";
import { specifierOf } from "../imports/import-specifiers.js";

/** The names that code imports of a module; all of them where it takes the module as a whole. */
export type ImportedNames = "all" | ReadonlySet<string>;

/** What code imports when it runs, by specifier. A module that is imported for what it does has no names. */
export type UsedImports = ReadonlyMap<string, ImportedNames>;

/** Collects what modules import. */
export class ImportCollector {
  readonly #found = new Map<string, "all" | Set<string>>();
  readonly #stars = new Set<string>();

  get imports(): UsedImports {
    return this.#found;
  }

  /** The specifiers of `export * from`. */
  get stars(): readonly string[] {
    return [...this.#stars];
  }

  addStar(specifier: string): void {
    this.#stars.add(specifier);
    this.add(specifier, "all");
  }

  add(specifier: string, names: "all" | readonly string[]): void {
    const known = this.#found.get(specifier);
    if (known === "all") return;
    this.#found.set(specifier, names === "all" ? "all" : new Set([...(known ?? []), ...names]));
  }
}

/** Collects the imports that are left once types are gone: runs after TypeScript has elided what only they need. */
export function usedImports(collector: ImportCollector): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      const specifier = specifierOf(node);
      if (specifier && ts.isStringLiteralLike(specifier)) {
        if (isStar(node)) collector.addStar(specifier.text);
        else collector.add(specifier.text, namesOf(node));
      }
      return ts.visitEachChild(node, visit, context);
    };
    return (sourceFile) => ts.visitEachChild(sourceFile, visit, context);
  };
}

function isStar(node: ts.Node): boolean {
  return ts.isExportDeclaration(node) && !node.exportClause;
}

function namesOf(node: ts.Node): "all" | readonly string[] {
  if (ts.isImportDeclaration(node)) {
    const { importClause } = node;
    if (!importClause) return [];
    const { name, namedBindings } = importClause;
    if (namedBindings && ts.isNamespaceImport(namedBindings)) return "all";
    return [...(name ? ["default"] : []), ...sourceNames(namedBindings?.elements ?? [])];
  }
  if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)) {
    return sourceNames(node.exportClause.elements);
  }
  return "all";
}

/** What the module that they come from calls them. */
function sourceNames(
  elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[],
): readonly string[] {
  return elements.map(({ propertyName, name }) => (propertyName ?? name).text);
}
