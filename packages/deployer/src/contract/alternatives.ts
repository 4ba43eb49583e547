import {
  asSchema,
  canonical,
  type JsonType,
  listOf,
  numberOf,
  type Schema,
} from "./json-schema.js";
import { type SchemaObject, schemasOf, typeOf } from "./json-schema.js";

/** Values of one type: one of them, or all that some keywords take. */
export type Alternative =
  | { readonly type: JsonType; readonly literal: unknown; readonly keywords?: undefined }
  | { readonly type: JsonType; readonly literal?: undefined; readonly keywords: SchemaObject };

const everyType: readonly JsonType[] = ["null", "boolean", "number", "string", "array", "object"];

/**
 * Takes a schema apart: every value that it takes is one of the alternatives. `$ref` is followed within `root`; `allOf`,
 * `anyOf` and `oneOf` are dissolved.
 */
export function alternatives(schema: Schema, root: Schema): readonly Alternative[] {
  return dissolve(schema, root, []).flatMap(byType);
}

function byType(keywords: SchemaObject): readonly Alternative[] {
  const { type, enum: listed } = keywords;
  const types = (
    typeof type === "string" ? [type] : Array.isArray(type) ? type : everyType
  ) as readonly JsonType[];
  const takes = (value: JsonType) =>
    types.includes(value) || (value === "integer" && types.includes("number"));
  const literals = "const" in keywords ? [keywords["const"]] : listed;
  if (Array.isArray(literals)) {
    return literals
      .map((literal: unknown) => ({ type: typeOf(literal), literal }))
      .filter((one) => takes(one.type));
  }
  return types.flatMap((one): readonly Alternative[] => {
    if (one === "null") return [{ type: one, literal: null }];
    if (one === "boolean") return [true, false].map((literal) => ({ type: one, literal }));
    return [{ type: one, keywords }];
  });
}

/** The alternatives of a schema as sets of keywords, without those that hold schemas of the same value. */
function dissolve(
  schema: Schema,
  root: Schema,
  followed: readonly string[],
): readonly SchemaObject[] {
  if (typeof schema === "boolean") return schema ? [{}] : [];
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  const of = (part: unknown) => dissolve(asSchema(part), root, followed);
  const parts: (readonly SchemaObject[])[] = [[own], ...listOf(allOf).map(of)];
  if (typeof $ref === "string" && !followed.includes($ref)) {
    parts.push(dissolve(resolve($ref, root), root, [...followed, $ref]));
  }
  for (const any of [anyOf, oneOf]) if (Array.isArray(any)) parts.push(any.flatMap(of));
  return parts.reduce((left, right) => left.flatMap((a) => right.flatMap((b) => both(a, b))));
}

/** Where a reference leads within its document. What leads elsewhere takes everything. */
function resolve(reference: string, root: Schema): Schema {
  if (!reference.startsWith("#")) return true;
  const steps = decodeURIComponent(reference.slice(1)).split("/").slice(1);
  const found = steps
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((at, step) => (Object(at) as Readonly<Record<string, unknown>>)[step], root);
  return asSchema(found);
}

/** What both sets of keywords take; none where that is nothing. */
function both(a: SchemaObject, b: SchemaObject): readonly SchemaObject[] {
  const merged: Record<string, unknown> = { ...a };
  for (const [keyword, value] of Object.entries(b)) {
    const joined = keyword in a ? join(keyword, a[keyword], value) : value;
    if (joined === undefined) return [];
    merged[keyword] = joined;
  }
  return [merged];
}

function join(keyword: string, a: unknown, b: unknown): unknown {
  if (canonical(a) === canonical(b)) return a;
  switch (keyword) {
    case "type":
      return commonTypes([a].flat() as JsonType[], [b].flat() as JsonType[]);
    case "const":
      return undefined;
    case "enum": {
      const texts = new Set(listOf(b).map(canonical));
      return listOf(a).filter((value) => texts.has(canonical(value)));
    }
    case "required":
      return [...new Set([...listOf(a), ...listOf(b)])];
    case "properties":
      return joinProperties(schemasOf(a), schemasOf(b));
    case "items":
    case "additionalProperties":
      return { allOf: [a, b] };
    default:
      return joinBounds(keyword, numberOf(a), numberOf(b)) ?? b;
  }
}

function commonTypes(a: readonly JsonType[], b: readonly JsonType[]): JsonType[] | undefined {
  const narrow = (one: readonly JsonType[], other: readonly JsonType[]) =>
    one.filter((type) => other.includes(type) || (type === "integer" && other.includes("number")));
  const types = [...new Set([...narrow(a, b), ...narrow(b, a)])];
  return types.length > 0 ? types : undefined;
}

function joinProperties(
  a: Readonly<Record<string, Schema>>,
  b: Readonly<Record<string, Schema>>,
): Record<string, Schema> {
  const joined: Record<string, Schema> = { ...a };
  for (const [name, schema] of Object.entries(b)) {
    const other = a[name];
    joined[name] = other === undefined ? schema : { allOf: [other, schema] };
  }
  return joined;
}

function joinBounds(keyword: string, a?: number, b?: number): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (/^(?:min|exclusiveMin)/.test(keyword)) return Math.max(a, b);
  return /^(?:max|exclusiveMax)/.test(keyword) ? Math.min(a, b) : undefined;
}
