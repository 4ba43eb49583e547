import type {
  InputOf,
  OptionalInput,
  OptionalOutput,
  OutputOf,
  Schema,
  SomeSchema,
} from "./schema.js";

/** An object's schemas by key. */
export type Shape = Readonly<Record<string, SomeSchema>>;

/** What an object of this shape is once parsed. `Rest` is what its other keys may be. */
export type ShapeOutput<S extends Shape, Rest = unknown> = string extends keyof S
  ? Record<string, OutputOf<S[keyof S]>>
  : OrEmpty<
      {
        -readonly [Key in keyof S as S[Key] extends OptionalOutput ? never : Key]: OutputOf<S[Key]>;
      } & {
        -readonly [Key in keyof S as S[Key] extends OptionalOutput ? Key : never]?: OutputOf<
          S[Key]
        >;
      } & Rest
    >;

/** What an object of this shape takes. */
export type ShapeInput<S extends Shape, Rest = unknown> = string extends keyof S
  ? Record<string, InputOf<S[keyof S]>>
  : OrEmpty<
      {
        -readonly [Key in keyof S as S[Key] extends OptionalInput ? never : Key]: InputOf<S[Key]>;
      } & {
        -readonly [Key in keyof S as S[Key] extends OptionalInput ? Key : never]?: InputOf<S[Key]>;
      } & Rest
    >;

/** An object's schema; it knows its shape, so that others can be derived from it. */
export interface ObjectSchema<
  S extends Shape = Shape,
  Rest = unknown,
  RestInput = Rest,
> extends Schema<ShapeOutput<S, Rest>, ShapeInput<S, RestInput>> {
  readonly shape: S;
  /** Never there; carries the types of the keys that the shape does not name. */
  readonly "~rest"?: { readonly output: Rest; readonly input: RestInput };
}

/** The keys of an object that are not checked. */
export type AnyKeys = Record<string, unknown>;

/** One object type instead of an intersection. As a default, so that messages show its members, not this name. */
export type Flat<T, Members = { [Key in keyof T]: T[Key] }> = Members;

/** The same; an object without any key takes none. */
type OrEmpty<T> = [keyof T] extends [never] ? Record<string, never> : Flat<T>;
