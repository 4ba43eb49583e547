import { nameKey } from "../declared/syntax-tree.js";
import type { Catalog } from "../catalog/catalog.js";
import type { Difference } from "./difference.js";
import { ownerOf } from "./scratch/declared-names.js";
import type { ParsedDeclaration } from "./scratch/parse-declared.js";

/** Declared sequences that the database does not have. Others stay as they are. */
export function createSequences(
  current: Catalog,
  wanted: Catalog,
  declared: ParsedDeclaration,
): readonly Difference[] {
  const existing = new Set(current.sequences.map(nameKey));
  return wanted.sequences
    .filter((sequence) => !existing.has(nameKey(sequence)))
    .map(({ schema, name }) => ({
      type: "CreateSequence",
      table: { schema, name },
      column: null,
      fromType: null,
      toType: null,
      compatibility: "safe",
      reason: null,
      statements: declared.tableStatements.flatMap(({ text, tree }) => {
        const owner = "CreateSeqStmt" in tree ? ownerOf(tree) : undefined;
        return owner && nameKey(owner) === nameKey({ schema, name }) ? [text] : [];
      }),
    }));
}
