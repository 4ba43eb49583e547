import type { CatalogTable } from "../catalog/catalog.js";
import { type Difference, tableDifference } from "./difference.js";

/** How a table differs in whether its policies count. */
export function compareRowSecurity(
  current: CatalogTable,
  declared: CatalogTable,
): readonly Difference[] {
  return [
    ...(current.hasRowSecurity === declared.hasRowSecurity
      ? []
      : [declared.hasRowSecurity ? enable(current) : disable(current)]),
    ...(current.forcesRowSecurity === declared.forcesRowSecurity
      ? []
      : [declared.forcesRowSecurity ? force(current) : unforce(current)]),
  ];
}

function enable(table: CatalogTable): Difference {
  const access = "Whoever does not own the table sees only rows that a policy shows";
  return tableDifference(table, { type: "EnableRowSecurity", column: null, access }, [
    "enable row level security",
  ]);
}

function disable(table: CatalogTable): Difference {
  const fields = {
    type: "DisableRowSecurity",
    column: null,
    compatibility: "incompatible",
    reason: "All rows can be seen and changed by whoever has rights to the table",
  } as const;
  return tableDifference(table, fields, ["disable row level security"]);
}

function force(table: CatalogTable): Difference {
  const access = "The table's owner too sees only rows that a policy shows";
  return tableDifference(table, { type: "ForceRowSecurity", column: null, access }, [
    "force row level security",
  ]);
}

function unforce(table: CatalogTable): Difference {
  const fields = {
    type: "UnforceRowSecurity",
    column: null,
    compatibility: "incompatible",
    reason: "The table's owner can see and change all rows",
  } as const;
  return tableDifference(table, fields, ["no force row level security"]);
}
