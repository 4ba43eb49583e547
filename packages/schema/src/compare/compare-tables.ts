import type { CatalogTable } from "../catalog/catalog.js";
import { compareColumns, isReplaced } from "./compare-columns.js";
import { compareConstraints } from "./compare-constraints.js";
import type { ColumnChanges } from "./compare-constraints.js";
import { compareIndexes } from "./compare-indexes.js";
import { compareRowSecurity } from "./compare-row-security.js";
import { tableDifference } from "./difference.js";
import type { Difference } from "./difference.js";
import type { DeclaredNames } from "./scratch/declared-names.js";

/** How a table differs from what is declared. */
export function compareTable(
  current: CatalogTable,
  declared: CatalogTable,
  names: DeclaredNames,
): readonly Difference[] {
  const columns = columnChanges(current, declared);
  return [
    ...compareForm(current, declared),
    ...compareRowSecurity(current, declared),
    ...compareColumns(current, declared),
    ...compareConstraints(current, declared, columns, names),
    ...compareIndexes(current, declared, columns, names),
  ];
}

function columnChanges(current: CatalogTable, declared: CatalogTable): ColumnChanges {
  const before = new Map(current.columns.map((column) => [column.name, column]));
  const after = new Map(declared.columns.map((column) => [column.name, column]));
  return {
    gone: new Set(
      current.columns
        .filter((old) => {
          const column = after.get(old.name);
          return !column || isReplaced(old, column);
        })
        .map(({ name }) => name),
    ),
    empty: new Set(
      declared.columns
        .filter(
          (column) =>
            !before.has(column.name) &&
            !column.isNotNull &&
            column.default === null &&
            column.identity === null,
        )
        .map(({ name }) => name),
    ),
  };
}

/** What a table is besides its columns. */
function compareForm(current: CatalogTable, declared: CatalogTable): readonly Difference[] {
  const modify = (
    before: string | null,
    after: string | null,
    subcommands: readonly string[],
    incompatible?: string,
  ) =>
    before === after
      ? []
      : [
          tableDifference(
            current,
            {
              type: "ModifyTable",
              column: null,
              fromType: before,
              toType: after,
              ...(incompatible === undefined
                ? {}
                : { compatibility: "incompatible", reason: incompatible }),
            },
            subcommands,
          ),
        ];
  const persistence = ({ persistence: kind }: CatalogTable) =>
    kind === "u" ? "unlogged" : "logged";
  const key = ({ partitionKey }: CatalogTable) => partitionKey && `partition by ${partitionKey}`;
  const isPart = current.partitionBound !== null || declared.partitionBound !== null;
  const part = ({ partitionBound, parents }: CatalogTable) =>
    partitionBound && `partition of ${parents.join()} ${partitionBound}`;
  return [
    ...modify(persistence(current), persistence(declared), [`set ${persistence(declared)}`]),
    ...modify(key(current), key(declared), [], "A table cannot be partitioned in another way"),
    ...modify(
      part(current),
      part(declared),
      [],
      "A migration has to attach or detach the partition",
    ),
    ...(isPart
      ? []
      : modify(
          current.parents.join(", ") || null,
          declared.parents.join(", ") || null,
          [],
          "A migration has to change what the table inherits from",
        )),
  ];
}
