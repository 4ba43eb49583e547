import type { CatalogIndex, CatalogView } from "../../catalog/catalog.js";
import type { DeclaredNames } from "../scratch/declared-names.js";

/** What makes a view, without its indexes. */
export function createView(view: CatalogView, replaces = false): string {
  const { identifier, isMaterialized, options, columns, definition } = view;
  const kind = isMaterialized ? "materialized view" : "view";
  const names = columns.map((column) => column.identifier).join(", ");
  const settings = options.length === 0 ? "" : ` with (${options.join(", ")})`;
  return `create ${replaces ? "or replace " : ""}${kind} ${identifier} (${names})${settings} as\n${definition}`;
}

export function dropView({ identifier, isMaterialized }: CatalogView): string {
  return `drop ${isMaterialized ? "materialized view" : "view"} ${identifier}`;
}

/** What gives a view that was made anew the indexes that are declared, and the rights and the owner that the old one had. */
export function completeView(
  current: CatalogView | undefined,
  declared: CatalogView,
  names: DeclaredNames,
): readonly string[] {
  const { identifier, isMaterialized, indexes } = declared;
  return [
    ...indexes.map((index) => createIndex(declared, index, names)),
    ...(current?.grants ?? []),
    ...(current?.owner == null
      ? []
      : [
          `alter ${isMaterialized ? "materialized view" : "view"} ${identifier} owner to ${current.owner}`,
        ]),
  ];
}

function createIndex(
  view: CatalogView,
  { name, identifier, isUnique, definition }: CatalogIndex,
  names: DeclaredNames,
): string {
  const given = names.isGiven(view, name) ? `${identifier} ` : "";
  return `create ${isUnique ? "unique " : ""}index ${given}${definition}`;
}
