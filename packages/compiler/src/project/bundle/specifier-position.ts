import ts from "typescript";
import { positionOf } from "../../core/diagnostic.js";
import { importSpecifiers } from "../../core/imports/import-specifiers.js";
import { parseModule } from "../../core/module-program.js";

/** Where a module first imports something, or asks `require` for it. */
export function specifierPosition(
  source: string,
  language: "ts" | "js",
  specifier: string,
): { readonly line: number | null; readonly column: number | null } {
  const file = parseModule(source, language);
  const written = [...importSpecifiers(file), ...required(file)].find(
    (node) => ts.isStringLiteralLike(node) && node.text === specifier,
  );
  return positionOf(file, written?.getStart(file));
}

function required(file: ts.SourceFile): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(file).startsWith("require")) {
      found.push(...node.arguments);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
