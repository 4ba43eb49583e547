import type { SchemaRun } from "../apply/schema-run.js";
import { SchemaError } from "../errors.js";
import { sqlstateOf, statementError } from "../postgres-error.js";

/** A function that is in the way. */
export interface DroppedFunction {
  /** Such as `total(integer)`. */
  readonly identity: string;
  readonly file: string;
}

const dependentObjects = "2BP01";

/**
 * Drops functions, all at once, so that they may depend on each other.
 *
 * @returns the statements
 * @throws {@link SchemaError} `function_failed` with what depends on them
 */
export async function dropFunctions(
  run: SchemaRun,
  functions: readonly DroppedFunction[],
): Promise<readonly string[]> {
  const [first] = functions;
  if (first === undefined) return [];
  const names = functions.map(({ identity }) => identity).join(", ");
  const statement = `drop routine ${names}`;
  try {
    await run.query(statement);
  } catch (error) {
    throw dropError(error, names, first);
  }
  return [statement];
}

function dropError(error: unknown, names: string, { identity, file }: DroppedFunction): unknown {
  const described = statementError(error, "function_failed", `Dropping ${names}`, {
    ...{ file, object: identity },
  });
  if (!(described instanceof SchemaError) || sqlstateOf(error) !== dependentObjects) {
    return described;
  }
  const { code, line, object, sqlstate, detail = "", cause } = described;
  const message = `${names} must be dropped, and something depends on it: ${detail.replaceAll("\n", "; ")}`;
  const hint = "Drop what depends on it in a migration, and create it again afterwards.";
  const fields = { file, line, object, sqlstate, detail, hint };
  return new SchemaError(code, message, fields, { cause });
}
