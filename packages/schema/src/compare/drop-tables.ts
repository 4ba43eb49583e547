import { nameKey } from "../declared/syntax-tree.js";
import type { CatalogTable } from "../catalog/catalog.js";
import type { Difference } from "./difference.js";

/** Tables that nobody declares, those that refer to others first. Partitions of a declared table stay: who keeps the table makes them. */
export function dropTables(
  undeclared: readonly CatalogTable[],
  declared: ReadonlyMap<string, CatalogTable>,
): readonly Difference[] {
  const identifiers = new Set(
    [...declared.values(), ...undeclared].map(({ identifier }) => identifier),
  );
  const dropped = undeclared.filter(
    ({ partitionBound, parents }) =>
      partitionBound === null || !parents.some((parent) => identifiers.has(parent)),
  );
  const left = new Map(dropped.map((table) => [nameKey(table), table]));
  const sorted: { readonly table: CatalogTable; readonly cut: readonly string[] }[] = [];
  while (left.size > 0) {
    const tables = [...left.values()];
    const free = tables.find((table) => !tables.some((other) => needs(other, table)));
    const table = free ?? tables[0];
    if (!table) break;
    left.delete(nameKey(table));
    // Tables that refer to each other: what refers to this one goes first.
    const cut = tables.flatMap((other) =>
      other === table
        ? []
        : other.constraints
            .filter(({ referenced }) => referenced && nameKey(referenced) === nameKey(table))
            .map(
              ({ identifier }) => `alter table ${other.identifier} drop constraint ${identifier}`,
            ),
    );
    sorted.push({ table, cut });
  }
  return sorted.map(({ table, cut }) => ({
    type: "DropTable",
    table: { schema: table.schema, name: table.name },
    column: null,
    fromType: null,
    toType: null,
    compatibility: "dataloss",
    reason: "Dropping table will delete all data",
    statements: [...cut, `drop table ${table.identifier}`],
    current: table,
    alsoLocked: [table, ...dropped.filter((other) => needs(other, table))].flatMap((each) =>
      each.constraints.flatMap(({ referenced }) =>
        referenced
          ? [{ relation: `${referenced.schema}.${referenced.name}`, mode: "AccessExclusiveLock" }]
          : [],
      ),
    ),
  }));
}

/** Whether a table can only be dropped after another one. */
function needs(table: CatalogTable, other: CatalogTable): boolean {
  if (table === other) return false;
  return (
    table.parents.includes(other.identifier) ||
    table.constraints.some(({ referenced }) => referenced && nameKey(referenced) === nameKey(other))
  );
}
