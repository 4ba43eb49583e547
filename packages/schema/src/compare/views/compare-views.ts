import type { Catalog, CatalogView } from "../../catalog/catalog.js";
import { nameKey } from "../../declared/syntax-tree.js";
import { dependencyOrder } from "../../order/dependency-order.js";
import { compareIndexes } from "../compare-indexes.js";
import type { Difference } from "../difference.js";
import type { DeclaredNames } from "../scratch/declared-names.js";
import { type IsInTheWay, withDependents } from "./altered-columns.js";
import { viewTable } from "./view-table.js";
import { completeView, createView, dropView } from "./view-statements.js";

/** What the comparison of views is told. */
export interface ViewSurroundings {
  readonly names: DeclaredNames;
  /** Whether tables are changed under a view. */
  readonly isInTheWay: IsInTheWay;
  /** Whether a view is made when its functions are there. */
  readonly isLate: (view: CatalogView) => boolean;
}

/** How views differ from what is declared, each after those that it reads. */
export function compareViews(
  current: Catalog,
  wanted: Catalog,
  surroundings: ViewSurroundings,
): readonly Difference[] {
  const before = new Map(current.views.map((view) => [nameKey(view), view]));
  const after = new Map(wanted.views.map((view) => [nameKey(view), view]));
  // Where no tables are declared, migrations are what says which there are.
  const isKept = (view: CatalogView) =>
    wanted.tables.length + wanted.views.length === 0 || after.has(nameKey(view));
  const rebuilt = rebuiltViews(current, after, surroundings);
  const keys = viewOrder(current, wanted);
  return keys.flatMap((key): readonly Difference[] => {
    const [old, view] = [before.get(key), after.get(key)];
    if (!view) return old && !isKept(old) ? [removedView(old)] : [];
    if (!old) return [newView(view, surroundings)];
    return rebuilt.has(old)
      ? [rebuiltView(old, view, surroundings)]
      : changedView(old, view, surroundings);
  });
}

/** The views that are dropped and made anew: those that cannot be replaced or are in the way, and what depends on them. */
function rebuiltViews(
  current: Catalog,
  wanted: ReadonlyMap<string, CatalogView>,
  surroundings: ViewSurroundings,
): ReadonlySet<CatalogView> {
  const declared = (view: CatalogView) => wanted.get(nameKey(view));
  const chosen = current.views.filter((view) => {
    const after = declared(view);
    return after && (surroundings.isInTheWay(view.dependsOn) || !canStay(view, after));
  });
  return new Set(
    [...withDependents(current.views, chosen)].filter((view) => declared(view) !== undefined),
  );
}

/** Whether a view is as declared, or can be made so without being dropped. */
function canStay(old: CatalogView, view: CatalogView): boolean {
  if (old.isMaterialized || view.isMaterialized) return isSame(old, view);
  return old.columns.every(
    ({ name, type }, at) => view.columns[at]?.name === name && view.columns[at].type === type,
  );
}

function isSame(old: CatalogView, view: CatalogView): boolean {
  return old.isMaterialized === view.isMaterialized && form(old) === form(view);
}

function form({ options, columns, definition }: CatalogView): string {
  return JSON.stringify([options, columns.map(({ name, type }) => [name, type]), definition]);
}

/** All names of views, each after those that it reads. */
function viewOrder(current: Catalog, wanted: Catalog): readonly string[] {
  const keys = [...new Set([...wanted.views, ...current.views].map(nameKey))];
  const places = new Map(keys.map((key, at) => [key, at]));
  const needs: number[][] = keys.map(() => []);
  for (const { views } of [wanted, current]) {
    const names = new Map(views.map((view) => [view.oid, nameKey(view)]));
    for (const view of views) {
      const read = view.dependsOn.flatMap(({ oid }) => places.get(names.get(oid) ?? "") ?? []);
      needs[places.get(nameKey(view)) ?? 0]?.push(...read);
    }
  }
  const ordered = dependencyOrder(needs);
  return ordered.ok ? ordered.order.flatMap((at) => keys[at] ?? []) : keys;
}

function about({ schema, name }: CatalogView) {
  return {
    table: { schema, name },
    column: null,
    fromType: null,
    toType: null,
    compatibility: "safe",
    reason: null,
    statements: [],
  } as const;
}

function removedView(view: CatalogView): Difference {
  return {
    ...about(view),
    type: "DropView",
    fromType: view.definition,
    compatibility: "incompatible",
    reason: "No file declares the view, and whoever reads it fails from then on",
    before: [dropView(view)],
    droppedView: view.oid,
  };
}

/** Statements in their place: those of a view that calls functions wait for them. */
function made(
  view: CatalogView,
  statements: readonly string[],
  { isLate }: ViewSurroundings,
): Pick<Difference, "statements" | "after" | "refreshes"> {
  return {
    refreshes: view.isMaterialized,
    ...(isLate(view) ? { statements: [], after: statements } : { statements }),
  };
}

function newView(view: CatalogView, surroundings: ViewSurroundings): Difference {
  const statements = [createView(view), ...completeView(undefined, view, surroundings.names)];
  return {
    ...about(view),
    type: "CreateView",
    toType: view.definition,
    ...made(view, statements, surroundings),
  };
}

function rebuiltView(
  old: CatalogView,
  view: CatalogView,
  surroundings: ViewSurroundings,
): Difference {
  const statements = [createView(view), ...completeView(old, view, surroundings.names)];
  const types = new Map(view.columns.map(({ name, type }) => [name, type]));
  return {
    ...about(view),
    type: "ModifyView",
    fromType: old.definition,
    toType: view.definition,
    before: [dropView(old)],
    ...made(view, statements, surroundings),
    droppedView: old.oid,
    madeAnew: old.oid,
    lostColumns: old.columns
      .filter(({ name, type }) => types.get(name) !== type)
      .map(({ name }) => name),
  };
}

function changedView(
  old: CatalogView,
  view: CatalogView,
  surroundings: ViewSurroundings,
): readonly Difference[] {
  if (isSame(old, view)) {
    return old.isMaterialized ? compareViewIndexes(old, view, surroundings) : [];
  }
  return [
    {
      ...about(view),
      type: "ModifyView",
      fromType: old.definition,
      toType: view.definition,
      ...made(view, [createView(view, true)], surroundings),
    },
  ];
}

function compareViewIndexes(
  old: CatalogView,
  view: CatalogView,
  { names }: ViewSurroundings,
): readonly Difference[] {
  const unchanged = { gone: new Set<string>(), empty: new Set<string>() };
  return compareIndexes(viewTable(old), viewTable(view), unchanged, names);
}
