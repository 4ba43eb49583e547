import ts from "typescript";
import { abi } from "@stopgap/runtime/abi";
import { calledFunctions } from "./called-functions.js";

/**
 * Puts an interrupt check at the head of every loop body and of every function that can run long.
 *
 * An engine cannot be stopped inside JavaScript that calls nothing of PostgreSQL, so the code asks for itself. A
 * function whose own body has no call, construction, iteration or suspension, and that is only called where a call is
 * written, cannot run long and carries no check: callbacks such as `x => x.id` stay as fast as written.
 */
export function interruptChecks(): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const { factory } = context;

    const check = (): ts.Expression =>
      factory.createLogicalAnd(
        factory.createLessThan(
          factory.createPrefixDecrement(factory.createIdentifier(abi.budget)),
          factory.createNumericLiteral(0),
        ),
        factory.createCallExpression(factory.createIdentifier(abi.check), undefined, []),
      );
    const checkStatement = (): ts.Statement => factory.createExpressionStatement(check());

    const inBlock = (block: ts.Block): ts.Block => {
      const first = block.statements.findIndex((statement) => !isDirective(statement));
      const split = first === -1 ? block.statements.length : first;
      return factory.updateBlock(block, [
        ...block.statements.slice(0, split),
        checkStatement(),
        ...block.statements.slice(split),
      ]);
    };
    const inStatement = (statement: ts.Statement): ts.Statement =>
      ts.isBlock(statement)
        ? inBlock(statement)
        : factory.createBlock([checkStatement(), statement], true);
    const inFunctionBody = (body: ts.ConciseBody): ts.ConciseBody =>
      ts.isBlock(body)
        ? inBlock(body)
        : factory.createParenthesizedExpression(factory.createComma(check(), body));

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
        return canRunLong(node, called) ? replace(visited, visited.body, inFunctionBody) : visited;
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

/**
 * Whether a function's own code (nested functions apart) has anything that could take unbounded time, or whether a
 * built-in may call it without end. Where no call is written, an accessor can still run itself over and over by an operator.
 */
function canRunLong(node: ts.SignatureDeclaration, called: ReadonlySet<ts.Node>): boolean {
  const isAccessor = ts.isAccessor(node);
  if (!isAccessor && !ts.isConstructorDeclaration(node) && !called.has(node)) return true;
  const isLong = (child: ts.Node): boolean => {
    if (ts.isFunctionLike(child)) return false;
    if (
      ts.isCallExpression(child) ||
      ts.isNewExpression(child) ||
      ts.isTaggedTemplateExpression(child) ||
      ts.isSpreadElement(child) ||
      ts.isAwaitExpression(child) ||
      ts.isYieldExpression(child) ||
      ts.isIterationStatement(child, false) ||
      (isAccessor && mayCallImplicitly(child))
    ) {
      return true;
    }
    return ts.forEachChild(child, isLong) ?? false;
  };
  return ts.forEachChild(node, isLong) ?? false;
}
