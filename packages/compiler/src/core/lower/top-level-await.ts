import ts from "typescript";

/**
 * Turns `await` at the top level of a module into `yield`: the kernel runs a module's body as a generator.
 *
 * Runs after the async functions have been lowered, when no other `await` is left.
 */
export function topLevelAwait(): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const { factory } = context;
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isFunctionLike(node)) return node;
      const visited = ts.visitEachChild(node, visit, context);
      return ts.isAwaitExpression(visited)
        ? factory.createParenthesizedExpression(
            factory.createYieldExpression(undefined, visited.expression),
          )
        : visited;
    };
    return (sourceFile) => ts.visitEachChild(sourceFile, visit, context);
  };
}
