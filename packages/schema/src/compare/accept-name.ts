import type { SchemaChange } from "./schema-change.js";

/** What a change is about, such as `orders.note`; the schema is left out where it is `public`. */
export function changedObject({ table, column }: Pick<SchemaChange, "table" | "column">): string {
  const name = table.schema === "public" ? table.name : `${table.schema}.${table.name}`;
  return column === null ? name : `${name}.${column}`;
}

/**
 * What `accept` takes to let a change happen.
 *
 * @example
 * acceptName(change); // "drop-column:orders.note"
 */
export function acceptName(change: Pick<SchemaChange, "type" | "table" | "column">): string {
  const kebab = change.type.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  return `${kebab}:${changedObject(change)}`;
}
