import type { Flat, ObjectSchema } from "../object-schema.js";
import type {
  DefaultSchema,
  InputOf,
  Marks,
  OptionalInput,
  OptionalOutput,
  OptionalSchema,
  OutputOf,
  Payload,
  Schema,
  SomeSchema,
} from "../schema.js";
import type { Params } from "./params.js";
import type { ExactOptional, NonOptional, Optional, Schemas } from "./structure-builders.js";

type Defined<T> = T extends undefined ? never : T;
type ValueOr<T> = T | (() => T);
/** The members of a union that let a key be missing: one is enough. */
type UnionMarks<S> = Marks<
  [Extract<S, OptionalInput>] extends [never] ? unknown : OptionalInput,
  [Extract<S, OptionalOutput>] extends [never] ? unknown : OptionalOutput
>;
type UnionOf<S extends Schemas> = Schema<OutputOf<S[number]>, InputOf<S[number]>> &
  UnionMarks<S[number]>;

/** A union that knows its members, so that one can be taken out of it. */
export interface DiscriminatedUnion<Key extends string, S extends Schemas> extends Schema<
  OutputOf<S[number]>,
  InputOf<S[number]>
> {
  /** Never there; carries the types of the members. */
  readonly "~members"?: { readonly key: Key; readonly members: S };
}

type MemberOf<Key extends string, S extends SomeSchema, Value> = S extends SomeSchema
  ? Value extends OutputOf<S>[Key & keyof OutputOf<S>]
    ? S
    : never
  : never;

type Frozen<T> =
  T extends Map<infer K, infer V>
    ? ReadonlyMap<K, V>
    : T extends Set<infer V>
      ? ReadonlySet<V>
      : T extends readonly unknown[]
        ? Readonly<T>
        : T extends ((...args: never) => unknown) | Date | Error | RegExp | Promise<unknown>
          ? T
          : Readonly<T>;

/** A type whose keys may all be missing, at any depth. */
type DeepOptional<T> = T extends
  ((...args: never) => unknown) | Date | Map<unknown, unknown> | Set<unknown>
  ? T
  : T extends readonly (infer Element)[]
    ? number extends T["length"]
      ? DeepOptional<Element>[]
      : { [Index in keyof T]: DeepOptional<T[Index]> }
    : T extends object
      ? { [Key in keyof T]?: DeepOptional<T[Key]> | undefined }
      : T;

type DeepPartial<S extends SomeSchema> =
  S extends ObjectSchema<infer Keys, infer R, infer I>
    ? ObjectSchema<Flat<{ -readonly [Key in keyof Keys]: Optional<DeepPartial<Keys[Key]>> }>, R, I>
    : Schema<DeepOptional<OutputOf<S>>, DeepOptional<InputOf<S>>> & Marks<S, S>;

/** A schema that also goes back, by `v.encode`. */
export interface Codec<A extends SomeSchema, B extends SomeSchema> extends Schema<
  OutputOf<B>,
  InputOf<A>
> {
  /** Never there; carries the types of both sides. */
  readonly "~sides"?: { readonly in: A; readonly out: B };
}

/** Builders that combine schemas. */
export interface CombinationBuilders {
  union<const S extends Schemas>(members: S, params?: Params): UnionOf<S>;
  /** Exactly one of these; a value that fits several is refused. */
  xor<const S extends Schemas>(members: S, params?: Params): UnionOf<S>;
  /** A union of objects that one key tells apart. */
  discriminatedUnion<
    Key extends string,
    const S extends readonly (ObjectSchema | SomeSchema<object, object>)[],
  >(
    key: Key,
    members: S,
    params?: Params<{ readonly unionFallback?: boolean }>,
  ): DiscriminatedUnion<Key, S>;
  /** The member of such a union whose key has this value. */
  getDiscriminatedOption<
    Key extends string,
    S extends Schemas,
    const Value extends OutputOf<S[number]>[Key & keyof OutputOf<S[number]>],
  >(
    union: DiscriminatedUnion<Key, S>,
    value: Value,
  ): MemberOf<Key, S[number], Value>;
  intersection<A extends SomeSchema, B extends SomeSchema>(
    a: A,
    b: B,
  ): Schema<OutputOf<A> & OutputOf<B>, InputOf<A> & InputOf<B>> & Marks<A | B, A | B>;
  /** The key may be missing, or undefined. */
  optional<S extends SomeSchema>(schema: S): Optional<S>;
  /** The key may be missing; undefined is no value for it. */
  exactOptional<S extends SomeSchema>(schema: S): ExactOptional<S>;
  /** No longer optional. */
  nonoptional<S extends SomeSchema>(schema: S, params?: Params): NonOptional<S>;
  nullable<S extends SomeSchema>(
    schema: S,
  ): Schema<OutputOf<S> | null, InputOf<S> | null> & Marks<S, S>;
  nullish<S extends SomeSchema>(
    schema: S,
  ): OptionalSchema<OutputOf<S> | null | undefined, InputOf<S> | null | undefined>;
  /** This value where the key is missing. */
  _default<S extends SomeSchema>(
    schema: S,
    value: ValueOr<Defined<OutputOf<S>>>,
  ): DefaultSchema<Defined<OutputOf<S>>, InputOf<S>>;
  /** This value where the key is missing, parsed as if it had been given. */
  prefault<S extends SomeSchema>(
    schema: S,
    value: ValueOr<InputOf<S>>,
  ): DefaultSchema<OutputOf<S>, InputOf<S>>;
  /** This value where the schema refuses. */
  catch<S extends SomeSchema>(
    schema: S,
    value: OutputOf<S> | ((failed: Payload & { readonly input: unknown }) => OutputOf<S>),
  ): Schema<OutputOf<S>, InputOf<S>> & Marks<S, S>;
  /** True where the schema takes the value. */
  success<S extends SomeSchema>(schema: S): Schema<boolean, InputOf<S>>;
  /** The same output, frozen. */
  readonly<S extends SomeSchema>(
    schema: S,
  ): Schema<Frozen<OutputOf<S>>, Frozen<InputOf<S>>> & Marks<S, S>;
  /** The schema that the function returns, for one that contains itself. */
  lazy<S extends SomeSchema>(get: () => S): Schema<OutputOf<S>, InputOf<S>> & Marks<S, S>;
  /** What the first schema puts out goes into the second. */
  pipe<
    const A extends SomeSchema,
    B extends SomeSchema<unknown, OutputOf<A>> = SomeSchema<unknown, OutputOf<A>>,
  >(
    first: A,
    // The second form only tells a transform the type of its parameter.
    second: B | SomeSchema<unknown, OutputOf<A>>,
  ): Schema<OutputOf<B>, InputOf<A>> & Marks<A, B>;
  /** A function as a step of `pipe`. */
  transform<In = unknown, Out = In>(
    change: (value: In, payload: Payload<In>) => Out,
  ): Schema<Awaited<Out>, In>;
  /** Two schemas with the way from one to the other and back. */
  codec<const A extends SomeSchema, B extends SomeSchema>(
    first: A,
    second: B,
    ways: {
      readonly decode: (
        value: OutputOf<A>,
        payload: Payload<OutputOf<A>>,
      ) => InputOf<B> | Promise<InputOf<B>>;
      readonly encode: (
        value: InputOf<B>,
        payload: Payload<InputOf<B>>,
      ) => OutputOf<A> | Promise<OutputOf<A>>;
    },
  ): Codec<A, B>;
  /** The same codec the other way round. */
  invertCodec<A extends SomeSchema, B extends SomeSchema>(codec: Codec<A, B>): Codec<B, A>;
  /** A promise of what the schema takes; only for `parseAsync`. */
  promise<S extends SomeSchema>(
    schema: S,
  ): Schema<Promise<OutputOf<S>>, InputOf<S> | Promise<InputOf<S>>>;
  /** A schema for what another one takes. */
  input<S extends SomeSchema>(schema: S): Schema<InputOf<S>>;
  /** A schema for what another one puts out. */
  output<S extends SomeSchema>(schema: S): Schema<OutputOf<S>>;
  /** The same schema with every key of every object in it optional. */
  deepPartial<S extends SomeSchema>(schema: S): DeepPartial<S>;
}
