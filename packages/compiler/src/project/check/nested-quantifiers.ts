import ts from "typescript";
import { diagnosticAt } from "../diagnostic-at.js";
import type { ProjectDiagnostic } from "../project-diagnostic.js";
import { isAmbiguous } from "./ambiguous-pattern.js";

/** A warning for each regular expression that may take exponential time: it cannot be stopped in between. */
export function nestedQuantifiers(sourceFile: ts.SourceFile): readonly ProjectDiagnostic[] {
  const found: ProjectDiagnostic[] = [];
  const visit = (node: ts.Node): void => {
    const pattern = patternOf(node);
    if (pattern !== undefined && isAmbiguous(pattern)) {
      found.push(
        diagnosticAt(
          node,
          "warning",
          90019,
          "The regular expression repeats what repeats by itself, as in `(a+)+`: some text may keep it busy for very long, and it cannot be stopped before it ends. Put something between the repetitions that cannot be part of them.",
        ),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

function patternOf(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
    const { text } = node as ts.RegularExpressionLiteral;
    return text.slice(1, text.lastIndexOf("/"));
  }
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
  const { expression, arguments: [pattern] = [] } = node;
  return ts.isIdentifier(expression) &&
    expression.text === "RegExp" &&
    pattern &&
    ts.isStringLiteralLike(pattern)
    ? pattern.text
    : undefined;
}
