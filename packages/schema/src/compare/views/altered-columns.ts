import type { CatalogView, ColumnReference } from "../../catalog/catalog.js";
import type { Difference } from "../difference.js";

/** Whether something is in the way of a change, by what it depends on. */
export type IsInTheWay = (dependsOn: readonly ColumnReference[]) => boolean;

/** Finds what PostgreSQL does not alter or drop while something depends on it. */
export function alteredColumns(differences: readonly Difference[]): IsInTheWay {
  const columns = new Set<string>();
  const tables = new Set<number>();
  for (const { current, type, altered } of differences) {
    if (!current) continue;
    if (type === "DropTable") tables.add(current.oid);
    else if (altered !== undefined) columns.add(JSON.stringify([current.oid, altered]));
  }
  return (dependsOn) =>
    dependsOn.some(
      ({ oid, column }) => tables.has(oid) || columns.has(JSON.stringify([oid, column])),
    );
}

/** The views that depend on some of the given ones, through others too; those themselves are among them. */
export function withDependents(
  views: readonly CatalogView[],
  chosen: readonly CatalogView[],
): ReadonlySet<CatalogView> {
  const found = new Set(chosen);
  const waiting = [...chosen];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const view of views) {
      if (found.has(view) || !view.dependsOn.some(({ oid }) => oid === next.oid)) continue;
      found.add(view);
      waiting.push(view);
    }
  }
  return found;
}
