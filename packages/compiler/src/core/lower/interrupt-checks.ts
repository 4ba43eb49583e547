import ts from "typescript";
import { abi } from "@stopgap/runtime/abi";
import { calledFunctions } from "./called-functions.js";

/**
 * Puts an interrupt check at the head of every loop body and into every function that can run long.
 *
 * An engine cannot be stopped inside JavaScript that calls nothing of PostgreSQL, so the code asks for itself. A function
 * that is only called where a call is written needs a check no sooner than before its first call, construction, iteration
 * or suspension, and none where its own body has no such thing: recursion ends as fast as written. What a built-in may call
 * checks at its head.
 */
export function interruptChecks(): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const { factory } = context;

    const budget = (): ts.Expression => factory.createIdentifier(abi.budget);
    /** A check that fails, which it does where the stack ends, leaves the budget at nothing: the next step checks again. */
    const check = (): ts.Statement =>
      ts.setEmitFlags(
        factory.createIfStatement(
          budget(),
          factory.createExpressionStatement(factory.createPrefixDecrement(budget())),
          factory.createExpressionStatement(
            factory.createCallExpression(factory.createIdentifier(abi.check), undefined, []),
          ),
        ),
        ts.EmitFlags.SingleLine,
      );

    const atHead = (statements: readonly ts.Statement[]): ts.Statement[] => {
      const first = statements.findIndex((statement) => !isDirective(statement));
      const split = first === -1 ? statements.length : first;
      return [...statements.slice(0, split), check(), ...statements.slice(split)];
    };
    const beforeLong = (statements: readonly ts.Statement[]): ts.Statement[] => {
      const first = statements.findIndex(isLong);
      return statements.flatMap((statement, index) => {
        if (index !== first) return [statement];
        return ts.isReturnStatement(statement) && statement.expression
          ? inReturn(statement.expression)
          : [check(), statement];
      });
    };
    /** One engine says of a call that is returned that it is at the `return`, which must lead back to the source. */
    const returning = (returned: ts.Expression): ts.Statement =>
      ts.setSourceMapRange(factory.createReturnStatement(returned), returned);
    /** `return a ? b : c()` checks only where it calls. */
    const inReturn = (returned: ts.Expression): ts.Statement[] => {
      const result = returning(returned);
      if (!isLong(returned)) return [result];
      const expression = withoutParentheses(returned);
      if (!ts.isConditionalExpression(expression)) return [check(), result];
      const { condition, whenTrue, whenFalse } = expression;
      return isLong(condition) || (isLong(whenTrue) && isLong(whenFalse))
        ? [check(), result]
        : [
            factory.createIfStatement(condition, factory.createBlock(inReturn(whenTrue), true)),
            ...inReturn(whenFalse),
          ];
    };

    const inStatement = (statement: ts.Statement): ts.Statement =>
      ts.isBlock(statement)
        ? factory.updateBlock(statement, atHead(statement.statements))
        : factory.createBlock([check(), statement], true);
    const inFunctionBody = (
      body: ts.ConciseBody,
      place: (statements: readonly ts.Statement[]) => ts.Statement[],
    ): ts.ConciseBody =>
      ts.isBlock(body)
        ? factory.updateBlock(body, place(body.statements))
        : factory.createBlock(place([returning(body)]), true);

    const replace = <Part extends ts.Node>(
      node: ts.Node,
      part: Part,
      by: (part: Part) => ts.Node,
    ): ts.Node => ts.visitEachChild(node, (child) => (child === part ? by(part) : child), context);

    const visit = (node: ts.Node, called: ReadonlySet<ts.Node>): ts.Node => {
      const visitor = (child: ts.Node): ts.Node => visit(child, called);
      const visited = ts.visitEachChild(node, visitor, context);
      // A constructor's check may stand before super(): it touches neither `this` nor a field.
      if (isFunctionWithBody(visited) && ts.isFunctionLike(node)) {
        if (!canRunLong(node, called)) return visited;
        const place = called.has(node) && !node.parameters.some(isLong) ? beforeLong : atHead;
        return replace(visited, visited.body, (body) => inFunctionBody(body, place));
      }
      return ts.isIterationStatement(visited, false)
        ? replace(visited, visited.statement, inStatement)
        : visited;
    };
    return (sourceFile) => {
      const called = calledFunctions(sourceFile);
      return ts.visitEachChild(sourceFile, (child) => visit(child, called), context);
    };
  };
}

type FunctionWithBody = ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };

/** Reading a property may run a getter; an operator or a template may run `valueOf` or `toString`. */
function mayCallImplicitly(node: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isBinaryExpression(node) ||
    ts.isPrefixUnaryExpression(node) ||
    ts.isTemplateExpression(node)
  );
}

/** Overloads and abstract methods have no body. */
function isFunctionWithBody(node: ts.Node): node is FunctionWithBody {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
}

/** A string on its own at the head of a body, such as `"use strict"`. */
function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

function withoutParentheses(expression: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(expression)
    ? withoutParentheses(expression.expression)
    : expression;
}

/**
 * Whether a function's own code (nested functions apart) has anything that could take unbounded time, or whether a
 * built-in may call it without end. Where no call is written, an accessor can still run itself over and over by an operator.
 */
function canRunLong(node: ts.SignatureDeclaration, called: ReadonlySet<ts.Node>): boolean {
  if (ts.isAccessor(node))
    return has(node, (child) => takesLong(child) || mayCallImplicitly(child));
  return (!ts.isConstructorDeclaration(node) && !called.has(node)) || has(node, takesLong);
}

/** Whether code can take unbounded time, nested functions apart. */
function isLong(node: ts.Node): boolean {
  return takesLong(node) || (!ts.isFunctionLike(node) && has(node, takesLong));
}

/** Whether anything in a node has a property, nested functions apart. */
function has(node: ts.Node, property: (child: ts.Node) => boolean): boolean {
  const visit = (child: ts.Node): boolean =>
    !ts.isFunctionLike(child) && (property(child) || (ts.forEachChild(child, visit) ?? false));
  return ts.forEachChild(node, visit) ?? false;
}

function takesLong(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isSpreadElement(node) ||
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.isIterationStatement(node, false)
  );
}
