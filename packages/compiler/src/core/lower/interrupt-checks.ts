import ts from "typescript";
import { abi } from "@stopgap/runtime/abi";

/**
 * Puts an interrupt check at the head of every loop body and of every function that can run long.
 *
 * An engine cannot be stopped inside JavaScript that calls nothing of PostgreSQL, so the code asks for itself. A
 * function whose own body has no call, construction, iteration or suspension cannot run long and carries no check:
 * callbacks such as `x => x.id` stay as fast as written.
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

    const blockWithCheck = (block: ts.Block): ts.Block => {
      const directives = block.statements.findIndex((statement) => !isDirective(statement));
      const split = directives === -1 ? block.statements.length : directives;
      return factory.updateBlock(block, [
        ...block.statements.slice(0, split),
        checkStatement(),
        ...block.statements.slice(split),
      ]);
    };
    const loopBody = (statement: ts.Statement): ts.Statement =>
      ts.isBlock(statement)
        ? blockWithCheck(statement)
        : factory.createBlock([checkStatement(), statement], true);
    const conciseBody = (body: ts.ConciseBody): ts.ConciseBody =>
      ts.isBlock(body)
        ? blockWithCheck(body)
        : factory.createParenthesizedExpression(factory.createComma(check(), body));

    const withFunctionCheck = (node: ts.Node): ts.Node => {
      if (ts.isFunctionDeclaration(node) && node.body) {
        return factory.updateFunctionDeclaration(
          node,
          node.modifiers,
          node.asteriskToken,
          node.name,
          node.typeParameters,
          node.parameters,
          node.type,
          blockWithCheck(node.body),
        );
      }
      if (ts.isFunctionExpression(node)) {
        return factory.updateFunctionExpression(
          node,
          node.modifiers,
          node.asteriskToken,
          node.name,
          node.typeParameters,
          node.parameters,
          node.type,
          blockWithCheck(node.body),
        );
      }
      if (ts.isArrowFunction(node)) {
        return factory.updateArrowFunction(
          node,
          node.modifiers,
          node.typeParameters,
          node.parameters,
          node.type,
          node.equalsGreaterThanToken,
          conciseBody(node.body),
        );
      }
      if (ts.isMethodDeclaration(node) && node.body) {
        return factory.updateMethodDeclaration(
          node,
          node.modifiers,
          node.asteriskToken,
          node.name,
          node.questionToken,
          node.typeParameters,
          node.parameters,
          node.type,
          blockWithCheck(node.body),
        );
      }
      if (ts.isGetAccessorDeclaration(node) && node.body) {
        return factory.updateGetAccessorDeclaration(
          node,
          node.modifiers,
          node.name,
          node.parameters,
          node.type,
          blockWithCheck(node.body),
        );
      }
      if (ts.isSetAccessorDeclaration(node) && node.body) {
        return factory.updateSetAccessorDeclaration(
          node,
          node.modifiers,
          node.name,
          node.parameters,
          blockWithCheck(node.body),
        );
      }
      // A constructor's check may stand before super(): it touches neither `this` nor a field.
      if (ts.isConstructorDeclaration(node) && node.body) {
        return factory.updateConstructorDeclaration(
          node,
          node.modifiers,
          node.parameters,
          blockWithCheck(node.body),
        );
      }
      return node;
    };

    const withLoopCheck = (node: ts.Node): ts.Node => {
      if (ts.isForStatement(node)) {
        return factory.updateForStatement(
          node,
          node.initializer,
          node.condition,
          node.incrementor,
          loopBody(node.statement),
        );
      }
      if (ts.isForOfStatement(node)) {
        return factory.updateForOfStatement(
          node,
          node.awaitModifier,
          node.initializer,
          node.expression,
          loopBody(node.statement),
        );
      }
      if (ts.isForInStatement(node)) {
        return factory.updateForInStatement(
          node,
          node.initializer,
          node.expression,
          loopBody(node.statement),
        );
      }
      if (ts.isWhileStatement(node)) {
        return factory.updateWhileStatement(node, node.expression, loopBody(node.statement));
      }
      if (ts.isDoStatement(node)) {
        return factory.updateDoStatement(node, loopBody(node.statement), node.expression);
      }
      return node;
    };

    const visit = (node: ts.Node): ts.Node => {
      const visited = ts.visitEachChild(node, visit, context);
      if (ts.isFunctionLike(node)) return canRunLong(node) ? withFunctionCheck(visited) : visited;
      return withLoopCheck(visited);
    };
    return (sourceFile) => ts.visitEachChild(sourceFile, visit, context);
  };
}

/** A string on its own at the head of a body, such as `"use strict"`. */
function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

/** Whether a function's own code (nested functions apart) has anything that could take unbounded time. */
function canRunLong(node: ts.SignatureDeclaration): boolean {
  const isLong = (child: ts.Node): boolean => {
    if (ts.isFunctionLike(child)) return false;
    if (
      ts.isCallExpression(child) ||
      ts.isNewExpression(child) ||
      ts.isTaggedTemplateExpression(child) ||
      ts.isSpreadElement(child) ||
      ts.isAwaitExpression(child) ||
      ts.isYieldExpression(child) ||
      ts.isIterationStatement(child, false)
    ) {
      return true;
    }
    return ts.forEachChild(child, isLong) ?? false;
  };
  return ts.forEachChild(node, isLong) ?? false;
}
