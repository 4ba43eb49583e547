/** A JSON Schema, draft 2020-12, as far as it is looked at here. */
export type Schema = boolean | SchemaObject;

export type SchemaObject = Readonly<Record<string, unknown>>;

/** The types of JSON values. An integer is a number without a fraction. */
export type JsonType = "null" | "boolean" | "integer" | "number" | "string" | "array" | "object";

/** A value as a schema: what is none takes everything. */
export function asSchema(value: unknown): Schema {
  if (typeof value === "boolean") return value;
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as SchemaObject)
    : true;
}

/** The schemas by name that a keyword holds, such as `properties`. */
export function schemasOf(keyword: unknown): Readonly<Record<string, Schema>> {
  const members = Object.entries(Object(keyword) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(members.map(([name, value]) => [name, asSchema(value)]));
}

/** The items of a keyword that is a list; none where it is not there. */
export function listOf(keyword: unknown): readonly unknown[] {
  return Array.isArray(keyword) ? keyword : [];
}

export function numberOf(keyword: unknown): number | undefined {
  return typeof keyword === "number" ? keyword : undefined;
}

export function typeOf(value: unknown): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "number":
      return Number.isInteger(value) ? "integer" : "number";
    case "string":
      return "string";
    default:
      return "object";
  }
}

/** One text for all that is the same in JSON, whatever the order of members. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
