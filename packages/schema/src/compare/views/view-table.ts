import type { CatalogTable, CatalogView } from "../../catalog/catalog.js";

/** A materialized view as a table, to compare its indexes. */
export function viewTable(view: CatalogView): CatalogTable {
  const { oid, schema, name, identifier, qualifier, indexes, comment } = view;
  return {
    ...{ oid, schema, name, identifier, qualifier, indexes, comment },
    persistence: "p",
    partitionKey: null,
    partitionBound: null,
    parents: [],
    hasRowSecurity: false,
    forcesRowSecurity: false,
    hasPages: true,
    columns: [],
    constraints: [],
  };
}
