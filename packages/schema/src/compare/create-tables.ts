import type { CatalogTable } from "../catalog/catalog.js";
import type { Difference } from "./difference.js";
import { mentionsOf, nameKey, relationName } from "../declared/syntax-tree.js";
import type { ParsedDeclaration } from "./scratch/parse-declared.js";

/** Statements about a table that are a difference of their own. */
const comparedAlone = [
  ...(["CreateSeqStmt", "ViewStmt", "CreateTableAsStmt"] as const),
  ...(["CreateTrigStmt", "CreatePolicyStmt"] as const),
];

/** New tables, each with its statements as they were written, in the order of their declaration. */
export function createTables(
  tables: readonly CatalogTable[],
  declared: ParsedDeclaration,
): readonly Difference[] {
  const creating = declared.tableStatements.flatMap(({ tree }) =>
    "CreateStmt" in tree ? relationName(tree.CreateStmt.relation ?? {}) : [],
  );
  const order = new Map(creating.map((name, at) => [nameKey(name), at]));
  const place = (table: CatalogTable) => order.get(nameKey(table)) ?? order.size;
  const sorted = [...tables].sort((a, b) => place(a) - place(b));
  const at = new Map(sorted.map((table, index) => [nameKey(table), index]));
  const statements: string[][] = sorted.map(() => []);
  for (const { text, tree } of declared.tableStatements) {
    if (comparedAlone.some((kind) => kind in tree)) continue;
    const places = mentionsOf(tree).relations.flatMap((name) => at.get(nameKey(name)) ?? []);
    // A late foreign key between two new tables runs when both are there.
    statements[Math.max(...places)]?.push(text);
  }
  return sorted.map(({ schema, name }, index) => ({
    type: "CreateTable",
    table: { schema, name },
    column: null,
    fromType: null,
    toType: null,
    compatibility: "safe",
    reason: null,
    statements: statements[index] ?? [],
  }));
}
