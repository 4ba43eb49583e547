import type { SomeSchema } from "../schema.js";

/** What is known of a schema beside its type. */
export interface Metadata {
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly deprecated?: boolean | undefined;
  readonly [key: string]: unknown;
}

/** Metadata of schemas. */
export interface Registry<Meta = unknown> {
  add(schema: SomeSchema, metadata?: Meta): this;
  get(schema: SomeSchema): Meta | undefined;
  has(schema: SomeSchema): boolean;
  remove(schema: SomeSchema): this;
  clear(): this;
}

/** Settings of `toJSONSchema`. */
interface ToJsonSchemaOptions {
  readonly target?: "draft-2020-12" | "draft-07" | "draft-04" | "openapi-3.0";
  /** What the schema takes, or what it puts out. Default `"output"`. */
  readonly io?: "input" | "output";
  readonly metadata?: Registry;
  readonly unrepresentable?: "throw" | "any";
  readonly cycles?: "ref" | "throw";
  readonly reused?: "ref" | "inline";
  readonly override?: (part: {
    readonly zodSchema: SomeSchema;
    readonly jsonSchema: Record<string, unknown>;
    readonly path: readonly (string | number)[];
  }) => void;
}

/** Functions that describe schemas. */
export interface RegistryFunctions {
  registry<Meta = unknown>(): Registry<Meta>;
  /** Where `v.describe` and `v.meta` keep what they are given. */
  readonly globalRegistry: Registry<Metadata>;
  /** The schema as JSON Schema. */
  toJSONSchema(schema: SomeSchema, options?: ToJsonSchemaOptions): Record<string, unknown>;
  toJSONSchema(
    registry: Registry<never>,
    options?: ToJsonSchemaOptions & { readonly uri?: (id: string) => string },
  ): { readonly schemas: Record<string, Record<string, unknown>> };
}
