import type { AnyKeys, Flat, ObjectSchema, Shape } from "../object-schema.js";
import type {
  InputOf,
  OptionalInput,
  OptionalOutput,
  OptionalSchema,
  OutputOf,
  Schema,
  SomeSchema,
} from "../schema.js";
import type { Params } from "./params.js";
import type { EnumOf } from "./scalar-builders.js";

/** Some keys of a shape: `{ id: true }`. */
type Keys<S extends Shape> = Readonly<Partial<Record<keyof S & string, true>>>;
type KeysOf<S extends Shape, K> = K & Readonly<Record<Exclude<keyof K, keyof S>, never>>;

/** Several schemas in order. */
export type Schemas = readonly SomeSchema[];
/** A schema whose key may be missing. */
export type Optional<S extends SomeSchema> = OptionalSchema<
  OutputOf<S> | undefined,
  InputOf<S> | undefined
>;
/** The same; undefined is no value for it. */
export type ExactOptional<S extends SomeSchema> = OptionalSchema<OutputOf<S>, InputOf<S>>;
/** A schema that takes everything that another one takes but undefined. */
export type NonOptional<S extends SomeSchema> = Schema<
  Exclude<OutputOf<S>, undefined>,
  Exclude<InputOf<S>, undefined>
>;

type Extended<S extends Shape, T extends Shape> = Flat<Omit<S, keyof T> & T>;
type WithOptional<S extends Shape, K = S> = {
  -readonly [Key in keyof S]: Key extends keyof K ? Optional<S[Key]> : S[Key];
};
type WithExactOptional<S extends Shape, K = S> = {
  -readonly [Key in keyof S]: Key extends keyof K ? ExactOptional<S[Key]> : S[Key];
};
type WithRequired<S extends Shape, K = S> = {
  -readonly [Key in keyof S]: Key extends keyof K ? NonOptional<S[Key]> : S[Key];
};
/** What an extension may be that leaves every value of the object valid. */
type SafeExtension<S extends Shape, T extends Shape> = {
  readonly [Key in keyof T]: Key extends keyof S
    ? OutputOf<T[Key]> extends OutputOf<S[Key]>
      ? InputOf<T[Key]> extends InputOf<S[Key]>
        ? T[Key]
        : never
      : never
    : T[Key];
};

type TupleOutput<S extends Schemas> = S extends readonly [
  ...infer First extends Schemas,
  infer Last extends SomeSchema & OptionalOutput,
]
  ? [...TupleOutput<First>, OutputOf<Last>?]
  : { -readonly [Index in keyof S]: OutputOf<S[Index]> };
type TupleInput<S extends Schemas> = S extends readonly [
  ...infer First extends Schemas,
  infer Last extends SomeSchema & OptionalInput,
]
  ? [...TupleInput<First>, InputOf<Last>?]
  : { -readonly [Index in keyof S]: InputOf<S[Index]> };

type AllOptional<T extends readonly unknown[]> = {
  -readonly [Index in keyof T]?: T[Index] | undefined;
};

type RecordKey = SomeSchema<PropertyKey>;
type InputKey<K extends RecordKey> = InputOf<K> & PropertyKey;
type RecordInput<K extends RecordKey, S extends SomeSchema> = S extends OptionalInput
  ? Partial<Record<InputKey<K>, InputOf<S>>>
  : Record<InputKey<K>, InputOf<S>>;

/** Builders of objects, arrays and the like. */
export interface StructureBuilders {
  /** An object with exactly these keys; any other is refused. */
  object<const S extends Shape>(shape: S, params?: Params): ObjectSchema<S>;
  object(): Schema<Record<string, never>>;
  /** The same as `object`. */
  strictObject<const S extends Shape>(shape: S, params?: Params): ObjectSchema<S>;
  /** An object with these keys; others are kept. */
  looseObject<const S extends Shape>(shape: S, params?: Params): ObjectSchema<S, AnyKeys>;
  /** An object with further keys, or with some replaced. */
  extend<S extends Shape, R, I, const T extends Shape>(
    object: ObjectSchema<S, R, I>,
    shape: T,
  ): ObjectSchema<Extended<S, T>, R, I>;
  /** The same; a key that is replaced must stay assignable to what it was. */
  safeExtend<S extends Shape, R, I, const T extends Shape>(
    object: ObjectSchema<S, R, I>,
    shape: T & SafeExtension<S, T>,
  ): ObjectSchema<Extended<S, T>, R, I>;
  /** The keys of both; the second one's hold. */
  merge<S extends Shape, T extends Shape, R, I>(
    a: ObjectSchema<S>,
    b: ObjectSchema<T, R, I>,
  ): ObjectSchema<Extended<S, T>, R, I>;
  pick<S extends Shape, R, I, const K extends Keys<S>>(
    object: ObjectSchema<S, R, I>,
    keys: KeysOf<S, K>,
  ): ObjectSchema<Flat<Pick<S, keyof K & keyof S>>, R, I>;
  omit<S extends Shape, R, I, const K extends Keys<S>>(
    object: ObjectSchema<S, R, I>,
    keys: KeysOf<S, K>,
  ): ObjectSchema<Flat<Omit<S, keyof K>>, R, I>;
  /** The same object with every key, or with these keys, optional; a tuple with every element optional. */
  partial<S extends Shape, R, I>(
    object: ObjectSchema<S, R, I>,
  ): ObjectSchema<WithOptional<S>, R, I>;
  partial<S extends Shape, R, I, const K extends Keys<S>>(
    object: ObjectSchema<S, R, I>,
    keys: KeysOf<S, K>,
  ): ObjectSchema<WithOptional<S, K>, R, I>;
  partial<const Output extends readonly unknown[], Input extends readonly unknown[]>(
    tuple: SomeSchema<Output, Input>,
  ): Schema<AllOptional<Output>, AllOptional<Input>>;
  /** The same, where undefined is no value for an optional key. */
  exactPartial<S extends Shape, R, I>(
    object: ObjectSchema<S, R, I>,
  ): ObjectSchema<WithExactOptional<S>, R, I>;
  exactPartial<S extends Shape, R, I, const K extends Keys<S>>(
    object: ObjectSchema<S, R, I>,
    keys: KeysOf<S, K>,
  ): ObjectSchema<WithExactOptional<S, K>, R, I>;
  /** The same object with no key, or none of these keys, optional. */
  required<S extends Shape, R, I>(
    object: ObjectSchema<S, R, I>,
  ): ObjectSchema<WithRequired<S>, R, I>;
  required<S extends Shape, R, I, const K extends Keys<S>>(
    object: ObjectSchema<S, R, I>,
    keys: KeysOf<S, K>,
  ): ObjectSchema<WithRequired<S, K>, R, I>;
  /** One of an object's keys. */
  keyof<S extends Shape>(object: ObjectSchema<S>): EnumOf<keyof S & string>;
  /** The same object, whose other keys have this schema. */
  catchall<S extends Shape, Rest extends SomeSchema>(
    object: ObjectSchema<S>,
    rest: Rest,
  ): ObjectSchema<S, Record<string, OutputOf<Rest>>, Record<string, InputOf<Rest>>>;
  array<S extends SomeSchema>(element: S, params?: Params): Schema<OutputOf<S>[], InputOf<S>[]>;
  tuple<const S extends Schemas>(
    elements: S,
    params?: Params,
  ): Schema<TupleOutput<S>, TupleInput<S>>;
  /** With any number of further elements. */
  tuple<const S extends Schemas, Rest extends SomeSchema>(
    elements: S,
    rest: Rest,
    params?: Params,
  ): Schema<[...TupleOutput<S>, ...OutputOf<Rest>[]], [...TupleInput<S>, ...InputOf<Rest>[]]>;
  /** An object with any keys that the first schema takes; with all of them, where it lists them. */
  record<K extends RecordKey, S extends SomeSchema>(
    key: K,
    value: S,
    params?: Params,
  ): Schema<Record<OutputOf<K>, OutputOf<S>>, RecordInput<K, S>>;
  /** The same; none of the keys must be there. */
  partialRecord<K extends RecordKey, S extends SomeSchema>(
    key: K,
    value: S,
    params?: Params,
  ): Schema<Partial<Record<OutputOf<K>, OutputOf<S>>>, Partial<Record<InputKey<K>, InputOf<S>>>>;
  /** The same; keys that the first schema refuses are kept as they are. */
  looseRecord<K extends RecordKey, S extends SomeSchema>(
    key: K,
    value: S,
    params?: Params,
  ): Schema<Record<OutputOf<K>, OutputOf<S>>, RecordInput<K, S>>;
  /** A `Map`. Arguments have none. */
  map<K extends SomeSchema, S extends SomeSchema>(
    key: K,
    value: S,
    params?: Params,
  ): Schema<Map<OutputOf<K>, OutputOf<S>>, Map<InputOf<K>, InputOf<S>>>;
  /** A `Set`. Arguments have none. */
  set<S extends SomeSchema>(element: S, params?: Params): Schema<Set<OutputOf<S>>, Set<InputOf<S>>>;
}
