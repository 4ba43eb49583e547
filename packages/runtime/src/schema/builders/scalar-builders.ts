import type { OutputOf, Schema, SomeSchema } from "../schema.js";
import type { CheckParams, Params } from "./params.js";

/** What `JSON.parse` returns: the type that switches checking off, which is what `v.any()` is for. */
type Anything = ReturnType<typeof JSON.parse>;
type Literal = string | number | bigint | boolean | null | undefined;
type EnumLike = Readonly<Record<string, string | number>>;

/** A schema of a fixed list of values. */
export interface EnumSchema<Values extends EnumLike> extends Schema<Values[keyof Values]> {
  /** The values, in order. */
  readonly options: Values[keyof Values][];
}

/** An enum whose keys are its values. */
export type EnumOf<Value extends string | number> = EnumSchema<{ [Key in Value]: Key }>;

/** A value that JSON can hold, without bigints. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Builders of scalar schemas. */
export interface ScalarBuilders {
  /** Any string. */
  string(params?: Params): Schema<string>;
  /** Any finite number. */
  number(params?: Params): Schema<number>;
  /** An integer between -(2^53 - 1) and 2^53 - 1. */
  int(params?: CheckParams): Schema<number>;
  /** An integer of 32 bits. */
  int32(params?: CheckParams): Schema<number>;
  /** An integer of 32 bits without a sign. */
  uint32(params?: CheckParams): Schema<number>;
  float32(params?: CheckParams): Schema<number>;
  float64(params?: CheckParams): Schema<number>;
  /** An integer of any size, as a bigint; one that arrives as a number is made one. */
  bigint(params?: Params): Schema<bigint, bigint | number>;
  /** The same, of 64 bits. */
  int64(params?: CheckParams): Schema<bigint, bigint | number>;
  uint64(params?: CheckParams): Schema<bigint, bigint | number>;
  boolean(params?: Params): Schema<boolean>;
  /** `"true"`, `"yes"`, `"1"`, `"on"` and their contraries, as a boolean. */
  stringbool(
    params?: Params<{
      readonly truthy?: readonly string[];
      readonly falsy?: readonly string[];
      readonly case?: "sensitive" | "insensitive";
    }>,
  ): Schema<boolean, string>;
  /** A `Date`. Arguments have none: `v.coerce.date()` makes one of text. */
  date(params?: Params): Schema<Date>;
  symbol(params?: Params): Schema<symbol>;
  null(params?: Params): Schema<null>;
  undefined(params?: Params): Schema<undefined>;
  void(params?: Params): Schema<void>;
  nan(params?: Params): Schema<number>;
  /** Any value, unchecked and untyped. */
  any(): Schema<Anything>;
  /** Any value; the handler finds out what it is. */
  unknown(): Schema;
  /** No value. */
  never(params?: Params): Schema<never>;
  /** Any value that JSON can hold. */
  json(): Schema<Json>;
  /** Exactly this value, or one of these. */
  literal<const T extends Literal>(value: T, params?: Params): Schema<T>;
  literal<const T extends readonly Literal[]>(values: T, params?: Params): Schema<T[number]>;
  /** One of these strings. */
  enum<const T extends readonly string[]>(values: T, params?: Params): EnumOf<T[number]>;
  enum<T extends EnumLike>(values: T, params?: Params): EnumSchema<T>;
  /** The older name of `enum` for an object of values. */
  nativeEnum<T extends EnumLike>(values: T, params?: Params): EnumSchema<T>;
  /** A string made of these parts: `v.templateLiteral(["id-", v.int()])`. */
  templateLiteral<const Parts extends readonly TemplatePart[]>(
    parts: Parts,
    params?: Params,
  ): Schema<Template<Parts>>;
  /** Any value of a type; the function says whether it is one. */
  custom<Output = unknown, Input = Output>(
    isValid?: (value: Output) => unknown,
    params?: CheckParams,
  ): Schema<Output, Input>;
  /** An instance of a class. */
  instanceof<T extends abstract new (...args: never) => unknown>(
    type: T,
    params?: CheckParams,
  ): Schema<InstanceType<T>>;
  /** Schemas that make a value of their type out of what they are given. */
  readonly coerce: CoercingBuilders;
}

/** Builders of schemas that convert: `v.coerce.number()` takes `"1"`. */
interface CoercingBuilders {
  string<Input = unknown>(params?: Params): Schema<string, Input>;
  number<Input = unknown>(params?: Params): Schema<number, Input>;
  boolean<Input = unknown>(params?: Params): Schema<boolean, Input>;
  bigint<Input = unknown>(params?: Params): Schema<bigint, Input>;
  date<Input = unknown>(params?: Params): Schema<Date, Input>;
}

type TemplatePart = Literal | SomeSchema;

type Template<Parts extends readonly TemplatePart[]> = Parts extends readonly [
  ...infer First extends readonly TemplatePart[],
  infer Last extends TemplatePart,
]
  ? `${Template<First>}${Text<Last>}`
  : "";

type Text<Part extends TemplatePart> = Part extends SomeSchema
  ? LiteralText<OutputOf<Part>>
  : LiteralText<Part>;

type LiteralText<T> = T extends undefined ? "" : T extends Literal ? `${T}` : never;
