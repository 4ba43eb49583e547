import ts from "typescript";
import { diagnosticAt } from "../diagnostic-at.js";
import type { ProjectDiagnostic } from "../project-diagnostic.js";

/** Functions that change their first argument. */
const changing = new Set([
  "Object.assign",
  "Object.defineProperties",
  "Object.defineProperty",
  "Object.setPrototypeOf",
  "Reflect.defineProperty",
  "Reflect.deleteProperty",
  "Reflect.set",
  "Reflect.setPrototypeOf",
]);

/** A warning for each place that changes a built-in, such as `Array.prototype.last = ...`: they are frozen. */
export function frozenBuiltIns(
  checker: ts.TypeChecker,
  sourceFile: ts.SourceFile,
  isLibrary: (file: ts.SourceFile) => boolean,
): readonly ProjectDiagnostic[] {
  const isBuiltIn = (expression: ts.Expression): boolean => {
    const root = rootOf(expression);
    if (!root || root.text === "globalThis") return false;
    const symbol = checker.getSymbolAtLocation(root);
    return symbol?.declarations?.every((one) => isLibrary(one.getSourceFile())) === true;
  };
  const found: ProjectDiagnostic[] = [];
  const visit = (node: ts.Node): void => {
    const changed = changedObject(node);
    if (changed && isBuiltIn(changed)) {
      found.push(
        diagnosticAt(
          node,
          "warning",
          90018,
          `${changed.getText(sourceFile)} cannot be changed in the database: built-ins are frozen, and this throws a TypeError.`,
        ),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

/** The object that a node changes a member of. */
function changedObject(node: ts.Node): ts.Expression | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const isAssignment =
      kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return isAssignment ? ownerOf(node.left) : undefined;
  }
  if (ts.isDeleteExpression(node)) return ownerOf(node.expression);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression, name } = node.expression;
    const called = ts.isIdentifier(expression) ? `${expression.text}.${name.text}` : "";
    return changing.has(called) ? node.arguments[0] : undefined;
  }
  return undefined;
}

function ownerOf(target: ts.Expression): ts.Expression | undefined {
  return ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)
    ? target.expression
    : undefined;
}

/** `Array` of `(Array.prototype as A)`. What a call returns is not a built-in. */
function rootOf(expression: ts.Expression): ts.Identifier | undefined {
  if (ts.isIdentifier(expression)) return expression;
  const inner =
    ts.isParenthesizedExpression(expression) ||
    ts.isAssertionExpression(expression) ||
    ts.isNonNullExpression(expression)
      ? expression.expression
      : ownerOf(expression);
  return inner && rootOf(inner);
}
