import { ArgsError, type ArgsIssue } from "./args-error.js";
import { issueMessage, type RawIssue } from "./issue-message.js";
import type { InferOutput, StandardIssue, StandardSchema } from "./standard-schema.js";

/** What a handler may be given as the schema of its arguments. */
export type ArgsSchema = StandardSchema;

/** Whether a value is a validator that follows Standard Schema. */
export function isArgsSchema(value: unknown): value is ArgsSchema {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  const standard: unknown = Reflect.get(value, "~standard");
  return (
    typeof standard === "object" &&
    standard !== null &&
    "validate" in standard &&
    typeof standard.validate === "function"
  );
}

/** A schema of the library behind `v`: it lets us put its issues into words. */
interface WordlessSchema {
  readonly _zod: unknown;
  safeParse(
    value: unknown,
    options: { readonly error: (issue: RawIssue) => string },
  ):
    | { readonly success: true; readonly data: unknown }
    | { readonly success: false; readonly error: { readonly issues: readonly ReportedIssue[] } };
}

interface ReportedIssue extends StandardIssue {
  readonly keys?: readonly string[];
}

/**
 * Checks arguments against a schema.
 *
 * @param schema a schema made with `v`, or any validator that follows Standard Schema
 * @param value the arguments as they came
 * @param path what the paths of issues begin with; default `$`
 * @returns the schema's parsed output
 * @throws {ArgsError} with every issue, when the schema refuses
 * @example
 * const { id } = validateArgs(v.object({ id: v.int() }), { id: 1 });
 */
export function validateArgs<S extends ArgsSchema>(
  schema: S,
  value: unknown,
  path = "$",
): InferOutput<S> {
  const result = parse(schema, value, path);
  if (result.issues) throw new ArgsError(result.issues.flatMap((issue) => located(issue, path)));
  return result.value as InferOutput<S>;
}

type Parsed =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly ReportedIssue[] };

function parse(
  schema: ArgsSchema | (ArgsSchema & WordlessSchema),
  value: unknown,
  path: string,
): Parsed {
  if ("_zod" in schema) return parseWordless(schema, value, path);
  const result = schema["~standard"].validate(value);
  if ("then" in result) throw asynchronous(path);
  // Only the library behind `v` gives `keys` a meaning.
  return result.issues
    ? { issues: result.issues.map(({ message, path: at }) => ({ message, path: at })) }
    : result;
}

function parseWordless(schema: WordlessSchema, value: unknown, path: string): Parsed {
  try {
    const result = schema.safeParse(value, { error: issueMessage });
    return result.success ? { value: result.data } : { issues: result.error.issues };
  } catch (error) {
    throw isAsyncRefusal(error) ? asynchronous(path) : error;
  }
}

/** The library's own error has no name; importing its class would load the whole library. */
function isAsyncRefusal(error: unknown): boolean {
  return (
    error instanceof Error && error.message.startsWith("Encountered Promise during synchronous")
  );
}

function asynchronous(path: string): ArgsError {
  return new ArgsError([{ path, message: "an asynchronous schema cannot check arguments" }]);
}

/** An object's unknown keys are one issue to the library, and one each to whoever reads them. */
function located(issue: ReportedIssue, root: string): ArgsIssue[] {
  const path = (issue.path ?? []).map((segment) =>
    typeof segment === "object" ? segment.key : segment,
  );
  const paths = issue.keys ? issue.keys.map((key) => [...path, key]) : [path];
  return paths.map((segments) => ({
    path: root + segments.map(pathSegment).join(""),
    message: issue.message,
  }));
}

function pathSegment(segment: PropertyKey): string {
  if (typeof segment === "number") return `[${String(segment)}]`;
  const name = String(segment);
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
