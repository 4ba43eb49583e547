import ts from "typescript";
import type { Declarations } from "../../core/declarations.js";

/** Names beyond the language's own that code in the database has. */
const given = new Set(["console"]);

/** Names of the language that it does not have. */
const refused = new Set(["Atomics", "SharedArrayBuffer", "eval"]);

/**
 * The global names that a module refers to and that code in the database does not have, such as `Buffer` or `setTimeout`.
 * A name that the module tests with `typeof` is left out: the module knows how to do without.
 *
 * @param source JavaScript
 * @param library declarations of the names that there are
 */
export function freeNames(source: string, library: Declarations): readonly string[] {
  const { checker, file } = checked(source, library);
  const free = new Set<string>();
  const tested = new Set<string>();
  const visit = (node: ts.Node, parent: ts.Node): void => {
    if (ts.isTypeOfExpression(node) && ts.isIdentifier(node.expression)) {
      tested.add(node.expression.text);
    } else if (ts.isIdentifier(node) && isReference(node, parent)) {
      const declared = checker.resolveName(node.text, node, ts.SymbolFlags.Value, false);
      const exists = given.has(node.text) || (declared && !refused.has(node.text));
      if (!exists) free.add(node.text);
    }
    ts.forEachChild(node, (child) => {
      visit(child, node);
    });
  };
  visit(file, file);
  return [...free].filter((name) => !tested.has(name)).sort();
}

interface Checked {
  readonly checker: ts.TypeChecker;
  readonly file: ts.SourceFile;
}

function checked(source: string, library: Declarations): Checked {
  const path = "/module.js";
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022);
  const program = ts.createProgram({
    rootNames: [path],
    options: { allowJs: true, target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts"], types: [] },
    host: {
      getSourceFile: (name) => {
        const text = library[name];
        if (name === path) return file;
        return text === undefined
          ? undefined
          : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
      },
      fileExists: (name) => name === path || name in library,
      readFile: (name) => library[name],
      resolveModuleNameLiterals: (literals) => literals.map(() => ({ resolvedModule: undefined })),
      getDefaultLibLocation: () => "/lib",
      getDefaultLibFileName: () => "/lib/lib.es2022.d.ts",
      getCurrentDirectory: () => "/",
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      writeFile: () => undefined,
    },
  });
  return { checker: program.getTypeChecker(), file };
}

/** Whether an identifier stands for a variable. Where it declares one, it finds itself. */
function isReference(node: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent) || ts.isMetaProperty(parent)) {
    return parent.name !== node;
  }
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  if (ts.isExportSpecifier(parent) || ts.isImportSpecifier(parent)) return false;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  return !(
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isAccessor(parent)) &&
    parent.name === node
  );
}
