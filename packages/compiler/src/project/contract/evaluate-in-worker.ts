import { describeSchema, type DescribedSchema, type SchemaConverter } from "./describe-schema.js";

/** What the thread tells of a module, in this order. */
export type EvaluationMessage =
  | { readonly file: string; readonly state: "began" }
  | {
      readonly file: string;
      readonly state: "done";
      /** By the name of the export. */
      readonly schemas: Readonly<Record<string, DescribedSchema>>;
    }
  | {
      readonly file: string;
      readonly state: "failed";
      readonly message: string;
      readonly stack: string;
    };

interface Port {
  readonly postMessage: (message: EvaluationMessage) => void;
}

type Loader = readonly [file: string, load: () => Promise<Readonly<Record<string, unknown>>>];

/** Evaluates modules, and tells of the argument schemas of the handlers that they export. */
export async function evaluateModules(
  loaders: readonly Loader[],
  converter: SchemaConverter,
  port: Port,
): Promise<void> {
  for (const [file, load] of loaders) {
    port.postMessage({ file, state: "began" });
    try {
      const schemas = schemasOf(await load(), converter);
      port.postMessage({ file, state: "done", schemas });
    } catch (error) {
      const { message = String(error), stack = "" } = Object(error) as Partial<Error>;
      port.postMessage({ file, state: "failed", message, stack });
    }
  }
}

function schemasOf(
  exports: Readonly<Record<string, unknown>>,
  converter: SchemaConverter,
): Record<string, DescribedSchema> {
  const schemas = Object.entries(exports).flatMap(([name, value]) => {
    const handler = Object(value) as Readonly<Record<string, unknown>>;
    return "__stopgap_args_schema" in handler
      ? [[name, described(handler["__stopgap_args_schema"], converter)] as const]
      : [];
  });
  return Object.fromEntries(schemas);
}

function described(schema: unknown, converter: SchemaConverter): DescribedSchema {
  try {
    return describeSchema(schema, converter);
  } catch {
    return {};
  }
}
