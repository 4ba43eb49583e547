import { abi } from "@stopgap/runtime/abi";
import ts from "typescript";

/**
 * Gives the `require` that imports are compiled to a name of the ABI, so that a module itself sees none: there is no
 * `require` in the database.
 */
export function moduleRequire(): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const visit = (node: ts.Node): ts.Node =>
      ts.isIdentifier(node) && node.text === "require" && isSynthesized(node)
        ? context.factory.createIdentifier(abi.require)
        : ts.visitEachChild(node, visit, context);
    return (sourceFile) => ts.visitEachChild(sourceFile, visit, context);
  };
}

/** What a stage has made has no place in the source. */
function isSynthesized(node: ts.Node): boolean {
  return node.pos < 0;
}
