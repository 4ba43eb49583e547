import ts from "typescript";

/**
 * The functions of a file that are only ever called where a call is written. Any other may become a callback, an iterator's
 * `next`, a proxy's trap or a conversion, which a built-in calls as often as it likes.
 */
export function calledFunctions(sourceFile: ts.SourceFile): ReadonlySet<ts.Node> {
  const called = new Set<ts.Node>();
  const named = new Map<ts.Node, string>();
  const kept = new Set<string>();

  const visitCall = (node: ts.CallExpression): void => {
    visit(node.expression, true);
    for (const argument of node.arguments) visit(argument, false);
  };
  const visitDeclaration = (node: ts.VariableDeclaration): void => {
    const { name, initializer } = node;
    if (ts.isIdentifier(name) && initializer && isFunctionExpression(initializer)) {
      named.set(initializer, name.text);
      visitMembers(initializer);
    } else {
      visitMembers(node);
    }
  };
  const visitMembers = (node: ts.Node): void => {
    const name = (node as Partial<ts.NamedDeclaration>).name;
    ts.forEachChild(node, (child) => {
      // A name that is declared, or that of a property, is no use of it.
      if (child !== name || !ts.isIdentifier(child)) visit(child, false);
    });
  };
  const visit = (node: ts.Node, isCalled: boolean): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node)) {
      if (!isCalled) kept.add(node.text);
    } else if (isWrapper(node)) {
      visit(node.expression, isCalled);
    } else if (ts.isCallExpression(node)) {
      visitCall(node);
    } else if (ts.isShorthandPropertyAssignment(node)) {
      kept.add(node.name.text);
    } else if (ts.isExportSpecifier(node)) {
      kept.add((node.propertyName ?? node.name).text);
    } else if (ts.isVariableStatement(node) && isExported(node)) {
      // What another module does with it is not known.
      visitExported(node);
    } else if (ts.isVariableDeclaration(node)) {
      visitDeclaration(node);
    } else {
      if (ts.isFunctionDeclaration(node) && node.name && !isExported(node)) {
        named.set(node, node.name.text);
      } else if (isCalled && isFunctionExpression(node)) {
        called.add(node);
      }
      visitMembers(node);
    }
  };
  const visitExported = (node: ts.VariableStatement): void => {
    for (const declaration of node.declarationList.declarations) visitMembers(declaration);
  };

  visit(sourceFile, false);
  for (const [node, name] of named) if (!kept.has(name)) called.add(node);
  return called;
}

function isFunctionExpression(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** What stands around an expression and does not change it. */
function isWrapper(
  node: ts.Node,
): node is
  ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  );
}

function isExported(node: ts.HasModifiers): boolean {
  return (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}
