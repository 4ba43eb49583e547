import type { FromSchema, JSONSchema } from "json-schema-to-ts";

/** A JSON Schema, draft 2020-12, written out: `{ type: "object", properties: {...} }`. */
export type JsonSchema = boolean | JsonSchemaObject;

interface JsonSchemaObject {
  readonly [keyword: string]: unknown;
  readonly type?: JsonType | readonly JsonType[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  /** Never there: what has one of these is a validator, or the options of a handler. */
  readonly "~standard"?: never;
  readonly args?: never;
  readonly roles?: never;
  readonly security?: never;
  readonly idempotent?: never;
}

type JsonType = "array" | "boolean" | "integer" | "null" | "number" | "object" | "string";

/** The type of the values that a JSON Schema takes, as far as types can say it. */
export type InferJsonSchema<S> = S extends JSONSchema ? FromSchema<S> : unknown;

/** Keywords of draft 2020-12 that say something about a value, or that others refer to. */
const keywords = new Set(
  (
    "$schema $id $ref $dynamicRef $defs type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum " +
    "maxLength minLength pattern maxItems minItems uniqueItems maxContains minContains maxProperties minProperties " +
    "required dependentRequired allOf anyOf oneOf not if then else dependentSchemas prefixItems items contains " +
    "properties patternProperties additionalProperties propertyNames unevaluatedItems unevaluatedProperties format " +
    "contentEncoding contentMediaType contentSchema title description default examples"
  ).split(" "),
);

/**
 * Whether a value can be a JSON Schema: a boolean, or an object with one of its keywords. Any other object would take
 * everything, and is more likely a validator that does not follow Standard Schema.
 */
export function isJsonSchema(value: unknown): value is JsonSchema {
  if (typeof value === "boolean") return true;
  if (typeof value !== "object" || value === null || "~standard" in value) return false;
  return Object.keys(value).some((key) => keywords.has(key));
}
