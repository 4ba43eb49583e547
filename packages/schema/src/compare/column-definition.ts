import type { CatalogColumn } from "../catalog/catalog.js";

const serialTypes: Readonly<Record<string, string>> = {
  smallint: "smallserial",
  integer: "serial",
  bigint: "bigserial",
};

/** A column as `add column` takes it. */
export function columnDefinition(column: CatalogColumn): string {
  const serial = column.isSerial ? serialTypes[column.type] : undefined;
  return [
    column.identifier,
    serial ?? column.type,
    ...(column.collation === null ? [] : [`collate ${column.collation}`]),
    ...(serial === undefined ? valueClause(column) : []),
    ...(column.isNotNull ? ["not null"] : []),
  ].join(" ");
}

function valueClause(column: CatalogColumn): readonly string[] {
  if (column.identity !== null) return [identityClause(column)];
  if (column.default === null) return [];
  if (column.generated === null) return [`default ${column.default}`];
  return [
    `generated always as (${column.default}) ${column.generated === "v" ? "virtual" : "stored"}`,
  ];
}

/** `generated ... as identity` with the options of its sequence. */
export function identityClause({ identity, sequenceOptions }: CatalogColumn): string {
  const options = Object.entries(sequenceOptions ?? {}).map(([name, value]) =>
    typeof value === "boolean" ? name : `${name} ${value}`,
  );
  return [
    `generated ${identity === "a" ? "always" : "by default"} as identity`,
    ...(options.length === 0 ? [] : [`(${options.join(" ")})`]),
  ].join(" ");
}

/** What a column gets its value from, to be compared; null for nothing. The name of a sequence of its own is none of it. */
export function columnDefault(column: CatalogColumn): string | null {
  if (column.isSerial) return "serial";
  return valueClause(column)[0]?.replace(/^default /, "") ?? null;
}
