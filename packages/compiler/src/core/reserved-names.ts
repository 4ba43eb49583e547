import ts from "typescript";
import { type Diagnostic, positionOf } from "./diagnostic.js";

/** What the names begin with that compiled code relies on: a module that could set them could not be stopped. */
const reserved = "__stopgap_";

/** An error for every reserved name that a module declares or refers to. Names of properties are free. */
export function checkNames(sourceFile: ts.SourceFile): Diagnostic[] {
  const found: Diagnostic[] = [];
  const visit = (node: ts.Node, parent: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text.startsWith(reserved) && !isPropertyName(node, parent)) {
      found.push({
        severity: "error",
        phase: "names",
        code: 90003,
        message: `"${node.text}" cannot be used: names that begin with "${reserved}" are reserved.`,
        ...positionOf(sourceFile, node.getStart(sourceFile)),
      });
    }
    ts.forEachChild(node, (child) => {
      visit(child, node);
    });
  };
  visit(sourceFile, sourceFile);
  return found;
}

function isPropertyName(node: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isAccessor(parent)) &&
    parent.name === node
  );
}
