import type { Excess } from "./excess.js";
import { canonical, numberOf, type SchemaObject } from "./json-schema.js";

/** One end of what numbers, lengths or counts may be. */
interface Bound {
  readonly at: number;
  readonly isExclusive: boolean;
}

/** A limit, and its keyword for messages. */
interface Limit {
  readonly keyword: string;
  /** 1 for an upper limit, -1 for a lower one. */
  readonly side: 1 | -1;
  readonly exclusive?: string;
}

const numberLimits: readonly Limit[] = [
  { keyword: "minimum", side: -1, exclusive: "exclusiveMinimum" },
  { keyword: "maximum", side: 1, exclusive: "exclusiveMaximum" },
];

export const lengthLimits: readonly Limit[] = [
  { keyword: "minLength", side: -1 },
  { keyword: "maxLength", side: 1 },
];

export const itemLimits: readonly Limit[] = [
  { keyword: "minItems", side: -1 },
  { keyword: "maxItems", side: 1 },
];

export const memberLimits: readonly Limit[] = [
  { keyword: "minProperties", side: -1 },
  { keyword: "maxProperties", side: 1 },
];

/** Keywords that are the same, or take more for all that is known. */
const opaque = (
  "pattern format contentEncoding contentMediaType contentSchema not if then else patternProperties propertyNames " +
  "contains minContains maxContains dependentRequired dependentSchemas unevaluatedItems unevaluatedProperties $dynamicRef"
).split(" ");

/** What numbers of one schema may be and those of another one may not. */
export function compareNumbers(
  more: SchemaObject,
  less: SchemaObject,
  types: { readonly more: string; readonly less: string },
): readonly Excess[] {
  const isLong = (schema: SchemaObject) => schema["format"] === "int64";
  if (isLong(more) && !isLong(less)) {
    // It may arrive as a bigint, which does not mix with numbers.
    return [{ path: "", kind: "type", more: "64-bit integer", less: types.less }];
  }
  if (types.more === "number" && types.less === "integer") {
    return [{ path: "", kind: "values", ...types }];
  }
  return [
    ...compareLimits(isLong(more) ? more : asDouble(more), asDouble(less), numberLimits),
    ...compareSteps(more, less),
  ];
}

/** No limit is a limit that every integer of a number keeps. */
function asDouble(schema: SchemaObject): SchemaObject {
  const isLimit = ([keyword, value]: readonly [string, unknown]) =>
    !/^(?:min|max)imum$/.test(keyword) || Math.abs(Number(value)) < Number.MAX_SAFE_INTEGER;
  return Object.fromEntries(Object.entries(schema).filter(isLimit));
}

function compareSteps(more: SchemaObject, less: SchemaObject): readonly Excess[] {
  const [step, wanted] = [numberOf(more["multipleOf"]), numberOf(less["multipleOf"])];
  if (wanted === undefined || (step !== undefined && Number.isInteger(step / wanted))) return [];
  return [different("multipleOf", step, wanted)];
}

/** Limits of one schema that are wider than those of another one. */
export function compareLimits(
  more: SchemaObject,
  less: SchemaObject,
  limits: readonly Limit[],
): readonly Excess[] {
  return limits.flatMap((limit) => {
    const [bound, wanted] = [boundOf(more, limit), boundOf(less, limit)];
    if (!wanted || (bound && isWithin(bound, wanted, limit.side))) return [];
    return [
      { path: "", kind: "values", more: describe(limit, bound), less: describe(limit, wanted) },
    ];
  });
}

function boundOf(schema: SchemaObject, { keyword, exclusive, side }: Limit): Bound | undefined {
  const inclusive = numberOf(schema[keyword]);
  const beyond = exclusive === undefined ? undefined : numberOf(schema[exclusive]);
  if (beyond !== undefined && (inclusive === undefined || (inclusive - beyond) * side >= 0)) {
    return { at: beyond, isExclusive: true };
  }
  return inclusive === undefined ? undefined : { at: inclusive, isExclusive: false };
}

function isWithin(bound: Bound, wanted: Bound, side: 1 | -1): boolean {
  const distance = (wanted.at - bound.at) * side;
  return distance > 0 || (distance === 0 && (!wanted.isExclusive || bound.isExclusive));
}

function describe({ keyword, exclusive }: Limit, bound: Bound | undefined): string {
  if (!bound) return `no ${keyword}`;
  return `${bound.isExclusive ? (exclusive ?? keyword) : keyword} ${String(bound.at)}`;
}

/** Keywords of one schema whose meaning cannot be compared, and that are not those of the other one. */
export function compareOpaque(more: SchemaObject, less: SchemaObject): readonly Excess[] {
  return opaque
    .filter((keyword) => keyword in less && canonical(more[keyword]) !== canonical(less[keyword]))
    .filter((keyword) => !(keyword === "format" && less[keyword] === "int64"))
    .map((keyword) => different(keyword, more[keyword], less[keyword]));
}

function different(keyword: string, more: unknown, less: unknown): Excess {
  const text = (value: unknown) =>
    value === undefined ? `no ${keyword}` : `${keyword} ${shortened(canonical(value))}`;
  return { path: "", kind: "values", more: text(more), less: text(less) };
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
