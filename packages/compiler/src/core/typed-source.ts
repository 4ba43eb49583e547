import ts from "typescript";
import type { Diagnostic } from "./diagnostic.js";

/** A source as it is type-checked, and the way back to how it was written. */
export interface TypedSource {
  readonly source: string;
  /** The same finding at the place where it stands in the source as written. */
  readonly inOriginal: (diagnostic: Diagnostic) => Diagnostic;
}

interface Insertion {
  readonly line: number;
  /** 1-based, in the source as written. */
  readonly column: number;
  readonly text: string;
}

const contextType = `: import("@stopgap/runtime").Context`;

/** A source that is checked as it was written. */
export function unchanged(source: string): TypedSource {
  return { source, inOriginal: (diagnostic) => diagnostic };
}

/**
 * Gives the parameter of a plain default export its type: `export default (ctx) => ...` has no wrapper that would tell
 * TypeScript what `ctx` is.
 */
export function typeContext(sourceFile: ts.SourceFile): TypedSource {
  const source = sourceFile.text;
  const insertions = contextInsertions(sourceFile);
  if (insertions.length === 0) return unchanged(source);
  return {
    source: insertions.reduceRight(
      (text, { offset, inserted }) => text.slice(0, offset) + inserted + text.slice(offset),
      source,
    ),
    inOriginal: shiftBack(
      insertions.map(({ offset, inserted }) => {
        const { line, character } = sourceFile.getLineAndCharacterOfPosition(offset);
        return { line: line + 1, column: character + 1, text: inserted };
      }),
    ),
  };
}

interface OffsetInsertion {
  readonly offset: number;
  readonly inserted: string;
}

function contextInsertions(sourceFile: ts.SourceFile): OffsetInsertion[] {
  const handler = plainHandler(sourceFile);
  const [parameter] = handler?.parameters ?? [];
  if (
    !handler ||
    !parameter ||
    parameter.type ||
    parameter.initializer ||
    parameter.dotDotDotToken
  ) {
    return [];
  }
  return hasParentheses(handler, sourceFile)
    ? [{ offset: parameter.getEnd(), inserted: contextType }]
    : [
        { offset: parameter.getStart(sourceFile), inserted: "(" },
        { offset: parameter.getEnd(), inserted: `${contextType})` },
      ];
}

function hasParentheses(handler: ts.SignatureDeclaration, sourceFile: ts.SourceFile): boolean {
  return handler.getChildren(sourceFile).some(({ kind }) => kind === ts.SyntaxKind.OpenParenToken);
}

function plainHandler(
  sourceFile: ts.SourceFile,
): ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | undefined {
  for (const statement of sourceFile.statements) {
    if (ts.isFunctionDeclaration(statement) && isDefaultExport(statement)) return statement;
    if (!ts.isExportAssignment(statement) || statement.isExportEquals) continue;
    const expression = withoutParentheses(statement.expression);
    if (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression)) return expression;
  }
  return undefined;
}

function withoutParentheses(expression: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(expression)
    ? withoutParentheses(expression.expression)
    : expression;
}

function isDefaultExport(declaration: ts.FunctionDeclaration): boolean {
  return (declaration.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
}

/** What was inserted holds no line break, so only columns of the same line have moved. */
function shiftBack(insertions: readonly Insertion[]): (diagnostic: Diagnostic) => Diagnostic {
  return (diagnostic) => {
    let column = diagnostic.column;
    if (column === null) return diagnostic;
    for (const insertion of insertions) {
      if (insertion.line !== diagnostic.line || column <= insertion.column) continue;
      column = Math.max(insertion.column, column - insertion.text.length);
    }
    return { ...diagnostic, column };
  };
}
