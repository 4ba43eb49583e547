import * as core from "zod/v4/core";
import { ZodMiniBigInt, ZodMiniBigIntFormat, ZodMiniLiteral } from "zod/mini";

type Parse = (payload: core.ParsePayload, context: core.ParseContextInternal) => unknown;

/**
 * JSON has one kind of number: an integer arrives as a bigint only where a number could not hold it. So schemas of bigints
 * take integers that arrive as numbers too, where they are wanted.
 */
function takeNumbers(schema: core.$ZodType, isWanted: (value: bigint) => boolean): void {
  const parse: Parse = schema._zod.parse.bind(schema._zod);
  const parseInteger: Parse = (payload, context) => {
    const { value } = payload;
    if (typeof value === "number" && Number.isSafeInteger(value) && isWanted(BigInt(value))) {
      payload.value = BigInt(value);
    }
    return parse(payload, context);
  };
  schema._zod.parse = parseInteger as typeof schema._zod.parse;
}

const BigIntSchema: typeof ZodMiniBigInt = /*@__PURE__*/ core.$constructor(
  "StopgapBigInt",
  (schema, definition) => {
    ZodMiniBigInt.init(schema, definition);
    takeNumbers(schema, () => true);
  },
);

const BigIntFormatSchema: typeof ZodMiniBigIntFormat = /*@__PURE__*/ core.$constructor(
  "StopgapBigIntFormat",
  (schema, definition) => {
    ZodMiniBigIntFormat.init(schema, definition);
    takeNumbers(schema, () => true);
  },
);

const LiteralSchema: typeof ZodMiniLiteral = /*@__PURE__*/ core.$constructor(
  "StopgapLiteral",
  (schema, definition) => {
    ZodMiniLiteral.init(schema, definition);
    const { values } = schema._zod;
    takeNumbers(schema, (value) => values.has(value) && !values.has(Number(value)));
  },
);

/** `v.bigint`. */
export function bigint(params?: string | core.$ZodBigIntParams): ZodMiniBigInt {
  return core._bigint<ZodMiniBigInt>(BigIntSchema, params);
}

/** `v.int64`. */
export function int64(params?: string | core.$ZodBigIntFormatParams): ZodMiniBigIntFormat {
  return core._int64(BigIntFormatSchema, params);
}

/** `v.uint64`. */
export function uint64(params?: string | core.$ZodBigIntFormatParams): ZodMiniBigIntFormat {
  return core._uint64(BigIntFormatSchema, params);
}

/** `v.literal`. */
export function literal(
  value: core.util.Literal | core.util.Literal[],
  params?: string | core.$ZodLiteralParams,
): ZodMiniLiteral {
  return core._literal(LiteralSchema, value as core.util.Literal[], params) as ZodMiniLiteral;
}
