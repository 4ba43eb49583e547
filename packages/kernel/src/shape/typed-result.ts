import { ResultError, resultJson } from "../value/result-json.js";
import type { CallShape } from "./call-shape.js";

/**
 * A handler's result as JSON text that PostgreSQL can make into what the function returns.
 *
 * @param checkInterrupts asked now and then, for values that take long to write
 * @returns the text, or null for SQL NULL
 * @throws {ResultError} naming the path of what does not fit
 */
export function typedResultJson(
  result: unknown,
  shape: CallShape,
  checkInterrupts: () => unknown,
): string | null {
  switch (shape.returns) {
    case "value":
      return valueJson({ value: result }, /^\$\.value/, "$", checkInterrupts);
    case "values":
      return valueJson(
        membersOf(result, checkInterrupts, (value) => ({ value })),
        /^\$(\[\d+\])\.value/,
        "$$$1",
        checkInterrupts,
      );
    case "row":
      return resultJson(row(result, shape, "$"), checkInterrupts);
    case "rows":
      return resultJson(
        membersOf(result, checkInterrupts, (member, path) => memberRow(member, shape, path)),
        checkInterrupts,
      );
    default:
      return resultJson(result, checkInterrupts);
  }
}

/** Writes what was wrapped for PostgreSQL; paths are told as they are in the handler's own value. */
function valueJson(
  wrapped: object,
  wrapper: RegExp,
  unwrapped: string,
  checkInterrupts: () => unknown,
): string | null {
  try {
    return resultJson(wrapped, checkInterrupts);
  } catch (error) {
    if (!(error instanceof ResultError)) throw error;
    throw new ResultError(error.path.replace(wrapper, unwrapped), error.problem);
  }
}

/** After how many members of a set an interrupt may be looked for. */
const membersPerCheck = 1024;

/** The members of a set, each as it is to be written; none where there is no result. */
function membersOf(
  result: unknown,
  checkInterrupts: () => unknown,
  write: (member: unknown, path: string) => object,
): readonly object[] {
  const set = converted(result);
  if (set === undefined || set === null) return [];
  if (!Array.isArray(set)) {
    throw new ResultError("$", `${kindOf(set)}; a function that returns a set returns an array`);
  }
  const members: object[] = [];
  for (let index = 0; index < set.length; index += 1) {
    if (index % membersPerCheck === membersPerCheck - 1) checkInterrupts();
    members.push(write(set[index], `$[${String(index)}]`));
  }
  return members;
}

function memberRow(member: unknown, shape: CallShape, path: string): object {
  const value = row(member, shape, path);
  if (value !== null) return value;
  throw new ResultError(path, "nothing; each row of the result is an object");
}

/** A row with the columns that the function has, and no other. */
function row(result: unknown, { columns }: CallShape, path: string): object | null {
  const value = converted(result);
  if (value === undefined || value === null) return null;
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new ResultError(path, `${kindOf(value)}; a row is an object`);
  }
  refuseUnknownColumns(value, columns, path);
  return value;
}

/** Columns that PostgreSQL would leave out without a word. */
export function refuseUnknownColumns(
  value: object,
  columns: ReadonlySet<string> | undefined,
  path: string,
): void {
  if (!columns) return;
  for (const key of Object.keys(value)) {
    if (columns.has(key) || (value as Record<string, unknown>)[key] === undefined) continue;
    const known = [...columns].join(", ");
    throw new ResultError(
      path,
      `a row with a column ${JSON.stringify(key)}, which is not one of the result's: ${known}`,
    );
  }
}

/** What an object says that it is in JSON. */
function converted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const toJson = (value as { readonly toJSON?: unknown }).toJSON;
  return typeof toJson === "function" ? Reflect.apply(toJson, value, []) : value;
}

/** What a value is, for a sentence. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
