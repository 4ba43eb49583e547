import { ResultError, resultJson } from "./result-json.js";
import { sqlLiteral } from "./sql-literal.js";
import { textProblem } from "./text.js";

/** What a parameter's type asks of arrays and objects; `other` types take text as it is. */
export type ParameterKind = "array" | "json" | "other";

/** A value that cannot be a parameter. `index` counts from 1, as in `$1`. */
export class ParameterError extends TypeError {
  override readonly name: string = "ParameterError";

  constructor(index: number, problem: string, place = "") {
    super(`parameter $${String(index)}${place} is ${problem}`);
  }
}

/** Whether a value's literal depends on the type of its parameter. */
export function needsKind(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

/** How many dimensions PostgreSQL's arrays can have. */
const mostDimensions = 6;

/** After how many elements an interrupt is looked for. */
const elementsPerCheck = 4096;

/**
 * A JavaScript value as an SQL literal without a type: PostgreSQL converts it to what the statement expects there,
 * exactly.
 *
 * @param index the parameter's number, from 1, for errors
 * @param checkInterrupts asked now and then, for values that take long to write
 * @throws {ParameterError} where PostgreSQL has no such value
 */
export function parameterLiteral(
  value: unknown,
  kind: ParameterKind,
  index: number,
  checkInterrupts: () => unknown = () => undefined,
): string {
  if (value === null || value === undefined) return "null";
  // Digits, signs and letters need no second look.
  if (typeof value === "number" && kind !== "json") return `'${numberText(value)}'`;
  const place: Place = { index, checkInterrupts };
  const text =
    kind === "json" && !(typeof value === "string")
      ? jsonText(value, place)
      : plainText(value, kind, place);
  return sqlLiteral(checked(text, index));
}

/** Which parameter is written, and what must be asked meanwhile. */
interface Place {
  readonly index: number;
  readonly checkInterrupts: () => unknown;
}

function plainText(value: unknown, kind: ParameterKind, place: Place): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return numberText(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      return value === null ? "" : objectText(value, kind, place);
    default:
      throw new ParameterError(place.index, `a ${typeof value}, which PostgreSQL has no value for`);
  }
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function objectText(value: object, kind: ParameterKind, place: Place): string {
  if (value instanceof Date) return dateText(value, place.index);
  if (value instanceof Uint8Array) return bytesText(value);
  if (Array.isArray(value) && kind !== "json") return arrayText(value, place, 1);
  return jsonText(value, place);
}

/** A date with its year as PostgreSQL reads it, which is never signed and has no year 0. */
function dateText(date: Date, index: number): string {
  if (Number.isNaN(date.getTime())) throw new ParameterError(index, "an invalid Date");
  const year = date.getUTCFullYear();
  const rest = date.toISOString().replace(/^[+-]?\d+/, "");
  return year > 0
    ? `${String(year).padStart(4, "0")}${rest}`
    : `${String(1 - year).padStart(4, "0")}${rest} BC`;
}

function bytesText(bytes: Uint8Array): string {
  let hex = "\\x";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

/** An array as PostgreSQL's array literal; nested arrays are its further dimensions. */
function arrayText(values: readonly unknown[], place: Place, dimension: number): string {
  if (dimension > mostDimensions) {
    throw new ParameterError(
      place.index,
      `an array of more than ${String(mostDimensions)} dimensions`,
    );
  }
  let text = "{";
  for (let at = 0; at < values.length; at += 1) {
    if (at % elementsPerCheck === elementsPerCheck - 1) place.checkInterrupts();
    text += (at > 0 ? "," : "") + elementText(values[at], place, dimension);
  }
  return `${text}}`;
}

function elementText(value: unknown, place: Place, dimension: number): string {
  if (value === null || value === undefined) return "NULL";
  if (Array.isArray(value)) return arrayText(value, place, dimension + 1);
  const text = plainText(value, "other", place);
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}

/** JSON has the same form and the same limits on its way in as on its way out. */
function jsonText(value: unknown, { index, checkInterrupts }: Place): string {
  try {
    return resultJson(value, checkInterrupts) ?? "null";
  } catch (error) {
    if (!(error instanceof ResultError)) throw error;
    const path = error.path === "$" ? "" : ` at ${error.path.slice(1)}`;
    throw new ParameterError(index, error.problem, path);
  }
}

function checked(text: string, index: number): string {
  const problem = textProblem(text);
  if (problem !== undefined) throw new ParameterError(index, `a string with ${problem}`);
  return text;
}
