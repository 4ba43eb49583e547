import type { QualifiedName } from "../declared/declared-schema.js";
import { groupBy } from "../declared/group-by.js";
import { nameKey } from "../declared/syntax-tree.js";
import { draftName, keyOf, type TableDraft } from "../declared/table-draft.js";
import { compareText } from "../source/schema-source.js";
import { type DependencyOrder, dependencyOrder, preferredOrder } from "./dependency-order.js";

/** Statements in the order in which they run, and those that wait for each other; then the order is none. */
export interface StatementOrder {
  readonly order: readonly TableDraft[];
  readonly cycles: readonly (readonly TableDraft[])[];
}

/** The statements that create tables: by what they need, then by foreign keys that come later, then by name. */
export function orderTables(drafts: readonly TableDraft[]): StatementOrder {
  const tables = drafts
    .filter(({ kind }) => kind === "table")
    .sort((a, b) => compareText(draftName(a), draftName(b)));
  const places = new Map(tables.map(({ defines }, index) => [keyOf(defines), index]));
  const placesOf = (names: readonly QualifiedName[]): readonly number[] =>
    names.flatMap((name) => places.get(nameKey(name)) ?? []);
  const wishes = new Map<string, number[]>();
  for (const { kind, table, foreignKeys } of drafts) {
    if (kind === "table") continue;
    const referenced = placesOf(foreignKeys.map(({ references }) => references));
    wishes.set(keyOf(table), [...(wishes.get(keyOf(table)) ?? []), ...referenced]);
  }
  const ordered = preferredOrder(
    tables.map(({ mentions }) => placesOf(mentions)),
    tables.map(({ defines }) => wishes.get(keyOf(defines)) ?? []),
  );
  return statementOrder(ordered, tables);
}

/**
 * All statements: what says more of a table directly after it, foreign keys that are added later last.
 *
 * @param tables - Those that create tables, in order.
 */
export function orderStatements(
  drafts: readonly TableDraft[],
  tables: readonly TableDraft[],
): StatementOrder {
  const preferred = [
    ...drafts.filter(({ kind }) => kind === "other"),
    ...tables,
    ...drafts.filter(({ kind }) => kind === "foreign-key"),
  ];
  const places = new Map(preferred.map((draft, index) => [draft, index]));
  const definers = new Map(drafts.map((draft) => [keyOf(draft.defines), draft]));
  const before = fileOrder(drafts);
  const needs = preferred.map((draft) => {
    const mentioned = draft.mentions.flatMap((name) => definers.get(nameKey(name)) ?? []);
    return [...mentioned, ...(before.get(draft) ?? [])].flatMap((each) => places.get(each) ?? []);
  });
  return statementOrder(dependencyOrder(needs), preferred);
}

/** What makes nothing new follows what its file has before it, but only what may be about a foreign key waits for one. */
function fileOrder(drafts: readonly TableDraft[]): ReadonlyMap<TableDraft, readonly TableDraft[]> {
  const order = new Map<TableDraft, readonly TableDraft[]>();
  for (const ofFile of groupBy(drafts, ({ statement }) => statement.file).values()) {
    let last: readonly TableDraft[] = [];
    let lastKey: readonly TableDraft[] = [];
    for (const draft of ofFile) {
      if (draft.defines === undefined || "IndexStmt" in draft.statement.tree) {
        order.set(draft, mayBeAboutKey(draft) ? [...last, ...lastKey] : last);
      }
      if (draft.kind === "foreign-key") lastKey = [draft];
      else last = [draft];
    }
  }
  return order;
}

function mayBeAboutKey({ statement: { tree } }: TableDraft): boolean {
  return (
    "AlterTableStmt" in tree ||
    ("CommentStmt" in tree && tree.CommentStmt.objtype === "OBJECT_TABCONSTRAINT")
  );
}

function statementOrder(ordered: DependencyOrder, drafts: readonly TableDraft[]): StatementOrder {
  const draftsAt = (places: readonly number[]): readonly TableDraft[] =>
    places.flatMap((place) => drafts[place] ?? []);
  return ordered.ok
    ? { order: draftsAt(ordered.order), cycles: [] }
    : { order: drafts, cycles: ordered.cycles.map(draftsAt) };
}
