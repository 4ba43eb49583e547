import { compareText } from "../source/schema-source.js";
import type { DeclaredSeed, DeclaredTable } from "./declared-schema.js";
import { declaredStatement, type ParsedStatement } from "./parsed-statement.js";
import type { Problems } from "../problems.js";
import { displayName, nameKey, relationName } from "./syntax-tree.js";

/** The seeds in the order of their tables; tables that are not declared come last, by name. */
export function parseSeeds(
  statements: readonly ParsedStatement[],
  tables: readonly DeclaredTable[],
  problems: Problems,
): readonly DeclaredSeed[] {
  const places = new Map(tables.map(({ name }, index) => [nameKey(name), index]));
  const seeds = statements.flatMap((statement): readonly DeclaredSeed[] => {
    const { tree, file, line } = statement;
    if (!("InsertStmt" in tree)) {
      problems.add({ ...statement, message: "seeders/ holds inserts alone" });
      return [];
    }
    const table = relationName(tree.InsertStmt.relation ?? {});
    return [{ file, line, table, statement: declaredStatement(statement) }];
  });
  const placeOf = ({ table }: DeclaredSeed): number => places.get(nameKey(table)) ?? tables.length;
  return seeds.sort(
    (a, b) => placeOf(a) - placeOf(b) || compareText(displayName(a.table), displayName(b.table)),
  );
}
