import { ArgsError, type ArgsIssue } from "./args-error.js";
import { issueMessage, type RawIssue } from "./issue-message.js";
import { type InferJsonSchema, isJsonSchema, type JsonSchema } from "./json-schema/json-schema.js";
import { jsonSchemaValidator } from "./json-schema/validator.js";
import { pathOf } from "./path.js";
import type { InferOutput, StandardIssue, StandardSchema } from "./standard-schema.js";

/** What a handler may be given as the schema of its arguments. */
export type ArgsSchema = StandardSchema | JsonSchema;

/**
 * Whether a value is a validator that follows Standard Schema, or a JSON Schema.
 *
 * @throws {TypeError} for a malformed JSON Schema
 */
export function isArgsSchema(value: unknown): value is ArgsSchema {
  if (isStandardSchema(value)) return true;
  if (!isJsonSchema(value)) return false;
  jsonSchemaValidator(value);
  return true;
}

function isStandardSchema(value: unknown): value is StandardSchema {
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
  /** What each member of a union says. */
  readonly errors?: readonly (readonly ReportedIssue[])[];
}

/**
 * Checks arguments against a schema.
 *
 * @param schema a schema made with `v`, any validator that follows Standard Schema, or a JSON Schema
 * @param value the arguments as they came
 * @param path what the paths of issues begin with; default `$`
 * @returns the schema's parsed output
 * @throws {ArgsError} with every issue, when the schema refuses
 * @example
 * const { id } = validateArgs(v.object({ id: v.int() }), { id: 1 });
 */
export function validateArgs<S extends StandardSchema>(
  schema: S,
  value: unknown,
  path?: string,
): InferOutput<S>;
export function validateArgs<const S extends JsonSchema>(
  schema: S,
  value: unknown,
  path?: string,
): InferJsonSchema<S>;
export function validateArgs(schema: ArgsSchema, value: unknown, path?: string): unknown;
export function validateArgs(schema: ArgsSchema, value: unknown, path = "$"): unknown {
  if (!isStandardSchema(schema)) {
    const issues = jsonSchemaValidator(schema)(value, path);
    if (issues.length > 0) throw new ArgsError(issues);
    return value;
  }
  const result = parse(schema, value, path);
  if (result.issues) {
    const issues = result.issues.flatMap((issue) => located(issue, path));
    throw new ArgsError(issues, result.said);
  }
  return result.value;
}

type Parsed =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly ReportedIssue[]; readonly said?: readonly string[] };

function parse(
  schema: StandardSchema | (StandardSchema & WordlessSchema),
  value: unknown,
  path: string,
): Parsed {
  if ("_zod" in schema) return parseWordless(schema, value, path);
  const result = schema["~standard"].validate(value);
  if ("then" in result) throw asynchronous(path);
  if (!result.issues) return result;
  // Another library's messages may quote the value. They are kept for whoever may see it.
  const message = `value is not valid for ${schema["~standard"].vendor}`;
  return {
    issues: result.issues.map(({ path: at }) => ({ message, path: at })),
    said: result.issues.map(({ message: said }) => said),
  };
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
  const member = nearestMember(issue);
  if (member) return member.flatMap((inner) => located(inner, root + pathOf(path)));
  const paths = issue.keys ? issue.keys.map((key) => [...path, key]) : [path];
  return paths.map((segments) => ({
    path: root + pathOf(segments),
    message: issue.message,
  }));
}

/**
 * The one member of a union that is wrong only inside of the value: it is what was meant, and its issues say more than that
 * no member matches.
 */
function nearestMember({ errors = [] }: ReportedIssue): readonly ReportedIssue[] | undefined {
  const near = errors.filter((issues) =>
    issues.every(({ keys, path = [] }) => keys !== undefined || path.length > 0),
  );
  return near.length === 1 ? near[0] : undefined;
}
