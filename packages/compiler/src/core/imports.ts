import ts from "typescript";
import { type Diagnostic, positionOf } from "./diagnostic.js";

/** What a module of a SQL body can import. */
const importable = new Set(["@stopgap/runtime"]);

/** An error for every import, static or dynamic, of values or of types, that leads nowhere. */
export function checkImports(sourceFile: ts.SourceFile): Diagnostic[] {
  return importSpecifiers(sourceFile).flatMap((specifier) => {
    const refusal = refusalOf(specifier);
    if (refusal === undefined) return [];
    return {
      severity: "error",
      phase: "imports",
      code: 90002,
      message: refusal,
      ...positionOf(sourceFile, specifier.getStart(sourceFile)),
    };
  });
}

function refusalOf(specifier: ts.Node): string | undefined {
  if (!ts.isStringLiteralLike(specifier)) {
    return "Cannot import what is only known when the code runs: write the specifier as a string.";
  }
  return importable.has(specifier.text)
    ? undefined
    : `Cannot import "${specifier.text}": a module in the database can import "@stopgap/runtime".`;
}

function importSpecifiers(sourceFile: ts.SourceFile): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier) found.push(specifier);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return node.arguments[0];
  }
  return undefined;
}
