import type {
  AnyKeys,
  Check,
  DefaultSchema,
  Flat,
  InputOf,
  Marks,
  ObjectSchema,
  OptionalInput,
  OptionalOutput,
  OptionalSchema,
  OutputOf,
  Schema,
  Shape,
} from "./schema.js";

/** What `JSON.parse` returns: the type that switches checking off, which is what `v.any()` is for. */
type Anything = ReturnType<typeof JSON.parse>;
/** Several schemas in order. */
type Schemas = readonly Schema[];
type Keys<S extends Shape> = Readonly<Partial<Record<keyof S & string, true>>>;
type Defined<T> = T extends undefined ? never : T;
type Literal = string | number | bigint | boolean | null | undefined;
interface HasLength {
  readonly length: number;
}

type TupleOutput<S extends Schemas> = S extends readonly [
  ...infer First extends Schemas,
  infer Last extends Schema & OptionalOutput,
]
  ? [...TupleOutput<First>, OutputOf<Last>?]
  : { -readonly [Index in keyof S]: OutputOf<S[Index]> };
type TupleInput<S extends Schemas> = S extends readonly [
  ...infer First extends Schemas,
  infer Last extends Schema & OptionalInput,
]
  ? [...TupleInput<First>, InputOf<Last>?]
  : { -readonly [Index in keyof S]: InputOf<S[Index]> };
type RecordInput<K extends Schema<string>, S extends Schema> = S extends OptionalInput
  ? Partial<Record<OutputOf<K>, InputOf<S>>>
  : Record<OutputOf<K>, InputOf<S>>;
type Optional<S extends Schema> = OptionalSchema<OutputOf<S>, InputOf<S>>;
/** The members of a union that let a key be missing: one is enough. */
type UnionMarks<S> = Marks<
  [Extract<S, OptionalInput>] extends [never] ? unknown : OptionalInput,
  [Extract<S, OptionalOutput>] extends [never] ? unknown : OptionalOutput
>;
type AllOptional<S extends Shape> = { -readonly [Key in keyof S]: Optional<S[Key]> };
type Extended<S extends Shape, T extends Shape> = Flat<Omit<S, keyof T> & T>;

/** Builders of scalar schemas. */
interface ScalarBuilders {
  /** Any string. */
  string(): Schema<string>;
  /** Any finite number. */
  number(): Schema<number>;
  /** An integer between -(2^53 - 1) and 2^53 - 1. */
  int(): Schema<number>;
  /** An integer of 32 bits. */
  int32(): Schema<number>;
  /** A bigint; an integer past 2^53 arrives as one. */
  bigint(): Schema<bigint>;
  boolean(): Schema<boolean>;
  null(): Schema<null>;
  undefined(): Schema<undefined>;
  /** Any value, unchecked and untyped. */
  any(): Schema<Anything>;
  /** Any value; the handler finds out what it is. */
  unknown(): Schema;
  /** No value. */
  never(): Schema<never>;
  /** Exactly this value, or one of these. */
  literal<const T extends Literal>(value: T): Schema<T>;
  literal<const T extends readonly Literal[]>(values: T): Schema<T[number]>;
  /** One of these strings. */
  enum<const T extends readonly string[]>(values: T): Schema<T[number]>;
  enum<T extends Readonly<Record<string, string | number>>>(values: T): Schema<T[keyof T]>;
}

/** Builders of schemas for strings of a form. */
interface FormatBuilders {
  email(): Schema<string>;
  uuid(): Schema<string>;
  url(): Schema<string>;
  ipv4(): Schema<string>;
  ipv6(): Schema<string>;
  base64(): Schema<string>;
  readonly iso: {
    /** `2026-01-31`. */
    date(): Schema<string>;
    /** `23:59:59`, with fractions of a second if there are any. */
    time(): Schema<string>;
    /** `2026-01-31T23:59:59Z`; with `{ offset: true }` also other offsets, with `{ local: true }` none. */
    datetime(options?: { readonly offset?: boolean; readonly local?: boolean }): Schema<string>;
    /** `P1DT12H`. */
    duration(): Schema<string>;
  };
}

/** Builders of objects, arrays and the like. */
interface StructureBuilders {
  /** An object with exactly these keys; any other is refused. */
  object<const S extends Shape>(shape: S): ObjectSchema<S>;
  /** The same as `object`. */
  strictObject<const S extends Shape>(shape: S): ObjectSchema<S>;
  /** An object with these keys; others are kept. */
  looseObject<const S extends Shape>(shape: S): ObjectSchema<S, AnyKeys>;
  /** An object with further keys, or with some replaced. */
  extend<S extends Shape, Rest, const T extends Shape>(
    object: ObjectSchema<S, Rest>,
    shape: T,
  ): ObjectSchema<Extended<S, T>, Rest>;
  pick<S extends Shape, Rest, const K extends Keys<S>>(
    object: ObjectSchema<S, Rest>,
    keys: K,
  ): ObjectSchema<Flat<Pick<S, keyof K & keyof S>>, Rest>;
  omit<S extends Shape, Rest, const K extends Keys<S>>(
    object: ObjectSchema<S, Rest>,
    keys: K,
  ): ObjectSchema<Flat<Omit<S, keyof K>>, Rest>;
  /** The same object with every key optional. */
  partial<S extends Shape, Rest>(object: ObjectSchema<S, Rest>): ObjectSchema<AllOptional<S>, Rest>;
  array<S extends Schema>(element: S): Schema<OutputOf<S>[], InputOf<S>[]>;
  tuple<const S extends Schemas>(elements: S): Schema<TupleOutput<S>, TupleInput<S>>;
  /** An object with any keys that the first schema takes. */
  record<K extends Schema<string>, S extends Schema>(
    key: K,
    value: S,
  ): Schema<Record<OutputOf<K>, OutputOf<S>>, RecordInput<K, S>>;
}

/** Builders that combine schemas. */
interface CombinationBuilders {
  union<const S extends Schemas>(
    members: S,
  ): Schema<OutputOf<S[number]>, InputOf<S[number]>> & UnionMarks<S[number]>;
  /** A union of objects that one key tells apart. */
  discriminatedUnion<const S extends readonly ObjectSchema<Shape>[]>(
    key: string,
    members: S,
  ): Schema<OutputOf<S[number]>, InputOf<S[number]>>;
  intersection<A extends Schema, B extends Schema>(
    a: A,
    b: B,
  ): Schema<OutputOf<A> & OutputOf<B>, InputOf<A> & InputOf<B>> & Marks<A | B, A | B>;
  /** The key may be missing, or undefined. */
  optional<S extends Schema>(schema: S): Optional<S>;
  nullable<S extends Schema>(
    schema: S,
  ): Schema<OutputOf<S> | null, InputOf<S> | null> & Marks<S, S>;
  nullish<S extends Schema>(schema: S): OptionalSchema<OutputOf<S> | null, InputOf<S> | null>;
  /** This value where the key is missing. */
  _default<S extends Schema>(
    schema: S,
    value: Defined<OutputOf<S>> | (() => Defined<OutputOf<S>>),
  ): DefaultSchema<Defined<OutputOf<S>>, InputOf<S>>;
  /** This value where the schema refuses. */
  catch<S extends Schema>(
    schema: S,
    value: OutputOf<S>,
  ): Schema<OutputOf<S>, InputOf<S>> & Marks<S, S>;
  /** The schema that the function returns, for one that contains itself. */
  lazy<S extends Schema>(get: () => S): Schema<OutputOf<S>, InputOf<S>> & Marks<S, S>;
  /** What the first schema puts out goes into the second. */
  pipe<A extends Schema, B extends Schema<unknown, OutputOf<A>> = Schema<unknown, OutputOf<A>>>(
    first: A,
    // The second form only tells a transform the type of its parameter.
    second: B | Schema<unknown, OutputOf<A>>,
  ): Schema<OutputOf<B>, InputOf<A>> & Marks<A, B>;
  /** A function as a step of `pipe`. */
  transform<In, Out>(change: (value: In) => Out): Schema<Out, In>;
}

/** Builders of checks, for `.check(...)`. */
interface CheckBuilders {
  /** Any condition; the message says what was expected. */
  refine<T>(isValid: (value: T) => boolean, message?: string): Check<T>;
  gt(bound: number | bigint): Check<number | bigint>;
  gte(bound: number | bigint): Check<number | bigint>;
  lt(bound: number | bigint): Check<number | bigint>;
  lte(bound: number | bigint): Check<number | bigint>;
  minimum(bound: number | bigint): Check<number | bigint>;
  maximum(bound: number | bigint): Check<number | bigint>;
  positive(): Check<number | bigint>;
  nonnegative(): Check<number | bigint>;
  negative(): Check<number | bigint>;
  nonpositive(): Check<number | bigint>;
  multipleOf(divisor: number | bigint): Check<number | bigint>;
  length(length: number): Check<HasLength>;
  minLength(length: number): Check<HasLength>;
  maxLength(length: number): Check<HasLength>;
  regex(pattern: RegExp): Check<string>;
  startsWith(prefix: string): Check<string>;
  endsWith(suffix: string): Check<string>;
  includes(part: string): Check<string>;
  lowercase(): Check<string>;
  uppercase(): Check<string>;
  /** Not a condition but a change: white space at both ends is cut off. */
  trim(): Check<string>;
  toLowerCase(): Check<string>;
  toUpperCase(): Check<string>;
}

/** Everything under `v`. */
export interface Builders
  extends ScalarBuilders, FormatBuilders, StructureBuilders, CombinationBuilders, CheckBuilders {}
