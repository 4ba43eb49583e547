import type { CatalogIndex, CatalogTable } from "../catalog/catalog.js";
import type { ColumnChanges } from "./compare-constraints.js";
import { tableDifference } from "./difference.js";
import type { Difference } from "./difference.js";
import type { TakenLock } from "./schema-change.js";
import { pairUp } from "./pair-up.js";
import type { DeclaredNames } from "./scratch/declared-names.js";

/** How the indexes of a table differ from what is declared, those of constraints left out. Names that PostgreSQL chose do not count. */
export function compareIndexes(
  current: CatalogTable,
  declared: CatalogTable,
  columns: ColumnChanges,
  names: DeclaredNames,
): readonly Difference[] {
  const kept = current.indexes.filter(
    (index) => !index.columns.some((name) => columns.gone.has(name)),
  );
  const pairs = pairUp(kept, declared.indexes, ({ isUnique, isValid, definition }) =>
    JSON.stringify([isUnique, isValid, definition]),
  );
  const create = (index: CatalogIndex) =>
    `create ${index.isUnique ? "unique " : ""}index ${names.isGiven(declared, index.name) ? `${index.identifier} ` : ""}${index.definition}`;
  const schema = current.qualifier;
  const difference = (
    fields: Parameters<typeof tableDifference>[1],
    statements: readonly string[],
  ): Difference => ({ ...tableDifference(current, fields, []), statements });
  const unique = (index: CatalogIndex) =>
    index.isUnique && !index.columns.some((name) => columns.empty.has(name))
      ? ({ compatibility: "dataloss", reason: "May fail if existing rows violate it" } as const)
      : {};
  return [
    ...pairs.removed.map((index) =>
      difference(
        {
          type: "DropIndex",
          column: index.name,
          fromType: text(index),
          alsoLocked: ownLock(current),
        },
        [`drop index ${schema}${index.identifier}`],
      ),
    ),
    ...pairs.changed.map(([old, index]) =>
      difference(
        {
          type: "ModifyIndex",
          column: index.name,
          buildsIndex: true,
          alsoLocked: ownLock(current),
          fromType: text(old),
          toType: text(index),
          ...(old.isUnique && old.isValid && old.definition === index.definition
            ? {}
            : unique(index)),
        },
        [`drop index ${schema}${old.identifier}`, create(index)],
      ),
    ),
    ...pairs.same
      .filter(([old, index]) => old.name !== index.name && names.isGiven(declared, index.name))
      .map(([old, index]) =>
        difference(
          { type: "ModifyIndex", column: index.name, fromType: old.name, toType: index.name },
          [`alter index ${schema}${old.identifier} rename to ${index.identifier}`],
        ),
      ),
    ...pairs.added.map((index) =>
      difference(
        {
          type: "CreateIndex",
          column: index.name,
          toType: text(index),
          buildsIndex: true,
          ...unique(index),
        },
        [create(index)],
      ),
    ),
  ];
}

/** The text of `drop index` does not say which table it is of. */
function ownLock({ schema, name }: CatalogTable): readonly TakenLock[] {
  return [{ relation: `${schema}.${name}`, mode: "AccessExclusiveLock" }];
}

function text({ isUnique, isValid, definition }: CatalogIndex): string {
  return `${isUnique ? "unique " : ""}${definition}${isValid ? "" : " (invalid)"}`;
}
