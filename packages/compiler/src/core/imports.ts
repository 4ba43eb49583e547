import ts from "typescript";
import { type Diagnostic, positionOf } from "./diagnostic.js";

/** What a module of a SQL body can import. */
const importable = new Set(["@stopgap/runtime"]);

/** An error for every import, static or dynamic, that leads nowhere. */
export function checkImports(sourceFile: ts.SourceFile): Diagnostic[] {
  return importSpecifiers(sourceFile)
    .filter((specifier) => !importable.has(specifier.text))
    .map((specifier) => ({
      severity: "error",
      phase: "imports",
      code: 90002,
      message: `Cannot import "${specifier.text}": a module in the database can import "@stopgap/runtime".`,
      ...positionOf(sourceFile, specifier.getStart(sourceFile)),
    }));
}

function importSpecifiers(sourceFile: ts.SourceFile): ts.StringLiteralLike[] {
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
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return node.arguments[0];
  }
  return undefined;
}
