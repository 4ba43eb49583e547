import ts from "typescript";

/** Flags that the compiler keeps with every node; in its module, but absent from its declarations. */
const { ContainsObjectRestOrSpread } = (
  ts as unknown as { readonly TransformFlags: { readonly ContainsObjectRestOrSpread: number } }
).TransformFlags;

/**
 * Keeps `{ ...a }` and `const { a, ...rest }` as they are written. Both engines have them, and the ES2018 stage, which is
 * needed for async iteration, would turn them into assignments: a key called `__proto__` in foreign JSON would then
 * become the prototype.
 */
export function nativeSpread(): ts.TransformerFactory<ts.SourceFile> {
  return () => {
    const keep = (node: ts.Node): void => {
      const flagged = node as ts.Node & { transformFlags: number };
      flagged.transformFlags &= ~ContainsObjectRestOrSpread;
      ts.forEachChild(node, keep);
    };
    return (sourceFile) => {
      keep(sourceFile);
      return sourceFile;
    };
  };
}
