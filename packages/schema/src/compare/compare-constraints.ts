import type { CatalogConstraint, CatalogTable } from "../catalog/catalog.js";
import { tableDifference } from "./difference.js";
import type { Difference } from "./difference.js";
import type { TakenLock } from "./schema-change.js";
import { pairUp } from "./pair-up.js";
import type { DeclaredNames } from "./scratch/declared-names.js";

/** What is known of the columns of a table while its constraints and indexes are compared. */
export interface ColumnChanges {
  /** Dropped, or dropped and added again: their constraints and indexes go with them. */
  readonly gone: ReadonlySet<string>;
  /** New, and null in each row that is there. */
  readonly empty: ReadonlySet<string>;
}

const mayFail = "May fail if existing rows violate it";

/** How the constraints of a table differ from what is declared. Names that PostgreSQL chose do not count. */
export function compareConstraints(
  current: CatalogTable,
  declared: CatalogTable,
  columns: ColumnChanges,
  names: DeclaredNames,
): readonly Difference[] {
  const kept = current.constraints.filter(
    (constraint) => !constraint.columns.some((name) => columns.gone.has(name)),
  );
  const pairs = pairUp(kept, declared.constraints, ({ definition }) => definition);
  const nameOf = ({ name, identifier }: CatalogConstraint) =>
    names.isGiven(declared, name) ? `constraint ${identifier} ` : "";
  return [
    ...pairs.removed.map((constraint) =>
      tableDifference(
        current,
        {
          type: "DropConstraint",
          column: constraint.name,
          fromType: constraint.definition,
          alsoLocked: referencedLock(constraint),
        },
        [`drop constraint ${constraint.identifier}`],
      ),
    ),
    ...pairs.changed.map(([old, constraint]) =>
      tableDifference(
        current,
        {
          type: "ModifyConstraint",
          column: constraint.name,
          fromType: old.definition,
          toType: constraint.definition,
          compatibility: "dataloss",
          reason: mayFail,
          ...work(constraint),
          alsoLocked: referencedLock(old),
        },
        [
          `drop constraint ${old.identifier}`,
          `add constraint ${constraint.identifier} ${constraint.definition}`,
        ],
      ),
    ),
    ...pairs.same.flatMap(([old, constraint]) => [
      ...renamed(current, old, constraint, names),
      ...validated(current, old, constraint),
    ]),
    ...pairs.added.map((constraint) =>
      tableDifference(
        current,
        {
          type: "AddConstraint",
          column: constraint.name,
          toType: constraint.definition,
          ...work(constraint),
          ...(holdsForNulls(constraint, columns.empty)
            ? {}
            : { compatibility: "dataloss", reason: mayFail }),
        },
        [
          `add ${nameOf(constraint)}${constraint.definition}${constraint.isValid ? "" : " not valid"}`,
        ],
      ),
    ),
  ];
}

function renamed(
  table: CatalogTable,
  old: CatalogConstraint,
  constraint: CatalogConstraint,
  names: DeclaredNames,
): readonly Difference[] {
  if (old.name === constraint.name || !names.isGiven(table, constraint.name)) return [];
  return [
    tableDifference(
      table,
      {
        type: "ModifyConstraint",
        column: constraint.name,
        fromType: old.name,
        toType: constraint.name,
      },
      [`rename constraint ${old.identifier} to ${constraint.identifier}`],
    ),
  ];
}

function validated(
  table: CatalogTable,
  old: CatalogConstraint,
  constraint: CatalogConstraint,
): readonly Difference[] {
  if (old.isValid || !constraint.isValid) return [];
  return [
    tableDifference(
      table,
      {
        type: "ModifyConstraint",
        column: constraint.name,
        fromType: `${old.definition} NOT VALID`,
        toType: constraint.definition,
        compatibility: "dataloss",
        reason: mayFail,
        ...work(constraint),
      },
      [`validate constraint ${constraint.identifier}`],
    ),
  ];
}

/** What PostgreSQL does with the rows that are there. */
function work({ kind, isValid }: CatalogConstraint): Partial<Difference> {
  if (kind === "c" || kind === "f") return { scansRows: isValid };
  return { buildsIndex: true };
}

/** A foreign key has triggers on the other table, which go with it. */
function referencedLock({ referenced }: CatalogConstraint): readonly TakenLock[] {
  if (!referenced) return [];
  return [{ relation: `${referenced.schema}.${referenced.name}`, mode: "AccessExclusiveLock" }];
}

/** Whether no row can violate a constraint, since what it is about is null in all of them. */
function holdsForNulls(
  { kind, columns, definition }: CatalogConstraint,
  empty: ReadonlySet<string>,
): boolean {
  const isEmpty = (name: string) => empty.has(name);
  if (kind === "f") {
    return definition.includes(" MATCH FULL") ? columns.every(isEmpty) : columns.some(isEmpty);
  }
  return kind === "u" && !definition.includes("NULLS NOT DISTINCT") && columns.some(isEmpty);
}
