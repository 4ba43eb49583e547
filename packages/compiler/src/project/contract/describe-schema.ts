/** What an argument schema's value says of itself. */
export type DescribedSchema =
  | { readonly schema: unknown }
  /** It cannot say it: the type of its input does. */
  | { readonly schema?: undefined };

/** The part of `v` that is needed. */
export interface SchemaConverter {
  readonly toJSONSchema: (schema: never, options: object) => Record<string, unknown>;
}

interface Overridden {
  readonly zodSchema: {
    readonly _zod: { readonly def: { readonly type: string; readonly format?: string } };
  };
  readonly jsonSchema: Record<string, unknown>;
}

/**
 * Describes an argument schema as JSON Schema. It runs in the thread that evaluates modules, so it imports nothing.
 *
 * @param schema what a handler carries: made by `v`, a Standard Schema or a JSON Schema
 */
export function describeSchema(schema: unknown, converter: SchemaConverter): DescribedSchema {
  if (schema === null || schema === undefined) return { schema: null };
  if (typeof schema === "boolean") return { schema };
  const described = Object(schema) as Readonly<Record<string, unknown>>;
  if ("_zod" in described) {
    const options = { io: "input", unrepresentable: "any", override };
    const { $schema: _, ...rest } = converter.toJSONSchema(schema as never, options);
    return { schema: plain(rest) };
  }
  if (!("~standard" in described)) return { schema: plain(described) };
  const { jsonSchema } = described["~standard"] as {
    readonly jsonSchema?: { readonly input?: (options: object) => Record<string, unknown> };
  };
  if (typeof jsonSchema?.input !== "function") return {};
  const { $schema: _, ...rest } = jsonSchema.input({ target: "draft-2020-12" });
  return { schema: plain(rest) };
}

/** Integers past 2^53 arrive as bigints. */
function override({ zodSchema, jsonSchema }: Overridden): void {
  const { type, format } = zodSchema._zod.def;
  if (type !== "bigint") return;
  jsonSchema["type"] = "integer";
  jsonSchema["format"] = "int64";
  if (format === "uint64") jsonSchema["minimum"] = 0;
}

/** Without what JSON does not have. */
function plain(schema: object): unknown {
  return JSON.parse(
    JSON.stringify(schema, (_, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value,
    ),
  );
}
