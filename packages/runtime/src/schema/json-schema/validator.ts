import { compileSchema, draft2020 } from "json-schema-library";
import type { ArgsIssue } from "../args-error.js";
import { issuesAt } from "./json-schema-issues.js";
import type { JsonSchema } from "./json-schema.js";
import { withoutBigints } from "./without-bigints.js";

/** What is wrong with a value; nothing when it is valid. */
export type JsonSchemaValidator = (value: unknown, root: string) => readonly ArgsIssue[];

const known = new WeakMap<object, JsonSchemaValidator>();

/**
 * The validator of a JSON Schema, which is made once.
 *
 * @throws {TypeError} where the schema is malformed
 */
export function jsonSchemaValidator(schema: JsonSchema): JsonSchemaValidator {
  const kept = typeof schema === "object" ? known.get(schema) : undefined;
  if (kept) return kept;
  const validator = compile(schema);
  if (typeof schema === "object") known.set(schema, validator);
  return validator;
}

function compile(schema: JsonSchema): JsonSchemaValidator {
  const node = compileSchema(schema, {
    drafts: [draft2020],
    formatAssertion: true,
    throwOnInvalidSchema: false,
  });
  const [malformed] = node.schemaErrors ?? [];
  if (malformed) {
    throw new TypeError(`stopgap schema is malformed: ${malformed.message}`);
  }
  return (value, root) => {
    const checked = withoutBigints(value);
    const { errors } = node.validate(checked);
    return errors.flatMap((error) => issuesAt(error, checked, root));
  };
}
