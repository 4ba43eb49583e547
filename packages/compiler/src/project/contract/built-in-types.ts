import ts from "typescript";
import { libraryFolder } from "../check/library-declarations.js";
import type { Direction } from "./type-schema.js";

/** What becomes of a built-in object in JSON. */
export type BuiltInSchema =
  | { readonly schema: Readonly<Record<string, unknown>> }
  /** It cannot cross. */
  | { readonly refused: string };

const crossing: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Boolean: { type: "boolean" },
  Date: { type: "string", format: "date-time" },
  Number: { type: "number" },
  String: { type: "string" },
  // The text that PostgreSQL has for bytea.
  Uint8Array: { type: "string", pattern: "^\\\\x(?:[0-9a-f]{2})*$" },
};

const refused = new Set(
  (
    "Map Set WeakMap WeakSet WeakRef Promise RegExp Function CallableFunction NewableFunction Symbol ArrayBuffer " +
    "SharedArrayBuffer DataView Int8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array " +
    "Float64Array BigInt64Array BigUint64Array ReadonlyMap ReadonlySet Generator AsyncGenerator Iterator IteratorObject " +
    "IterableIterator AsyncIterator AsyncIterableIterator Error AggregateError EvalError RangeError ReferenceError " +
    "SyntaxError TypeError URIError PromiseLike"
  ).split(" "),
);

/** What JSON makes of a type of the language's library; undefined where it is none that counts. */
export function builtInSchema(type: ts.Type, direction: Direction): BuiltInSchema | undefined {
  const symbol = type.symbol as ts.Symbol | undefined;
  if (!symbol || !isOfLibrary(symbol)) return undefined;
  const { name } = symbol;
  if (direction === "args" && (name === "Date" || name === "Uint8Array")) return { schema: {} };
  const schema = Object.hasOwn(crossing, name) ? crossing[name] : undefined;
  if (schema) return { schema };
  if (!refused.has(name)) return undefined;
  return { refused: `${/^[AEIO]/.test(name) ? "an" : "a"} ${name}` };
}

function isOfLibrary({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((one) => one.getSourceFile().fileName.startsWith(`${libraryFolder}/`));
}

/** Whether a union is all of JSON, as `JsonValue` is. */
export function takesAllJson(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (!type.isUnion()) return false;
  const has = (flag: ts.TypeFlags): boolean => type.types.some(({ flags }) => (flags & flag) !== 0);
  const isSame = (inner: ts.Type | undefined): boolean =>
    inner !== undefined &&
    (inner === type ||
      (inner.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 ||
      takesAllJson(checker, inner));
  return (
    has(ts.TypeFlags.String) &&
    has(ts.TypeFlags.Number) &&
    has(ts.TypeFlags.Null) &&
    type.types.includes(checker.getTrueType()) &&
    type.types.includes(checker.getFalseType()) &&
    type.types.some(
      (one) =>
        checker.isArrayType(one) && isSame(checker.getTypeArguments(one as ts.TypeReference)[0]),
    ) &&
    type.types.some((one) => !checker.isArrayType(one) && isSame(one.getStringIndexType()))
  );
}
