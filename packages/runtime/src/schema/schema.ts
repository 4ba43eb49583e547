import type { InferInput, InferOutput, StandardIssue, StandardSchema } from "./standard-schema.js";

/**
 * A validator made with `v`.
 *
 * These declarations are flat on purpose: they are what a function is checked against inside the database too, where
 * the declarations of the library behind `v` would cost ten times as much. Type tests hold both equal.
 */
export interface Schema<Output = unknown, Input = Output> extends StandardSchema<Input, Output> {
  /** Returns the parsed value, or throws what is wrong with it. */
  parse(value: unknown): Output;
  /** Returns the parsed value, or what is wrong with it. */
  safeParse(value: unknown): SafeParseResult<Output>;
  /** The same schema with further checks: `v.string().check(v.minLength(3))`. */
  check(...checks: readonly Check<Output>[]): this;
}

/** What `safeParse` returns. */
export type SafeParseResult<Output> =
  | { readonly success: true; readonly data: Output; readonly error?: undefined }
  | {
      readonly success: false;
      readonly data?: undefined;
      readonly error: Error & { readonly issues: readonly StandardIssue[] };
    };

/** A further condition on a value, made by `v.minLength(3)`, `v.refine(...)` and their like. */
export interface Check<in Value> {
  readonly "~check"?: (value: Value) => void;
}

/** Marks a schema whose key may be missing from what is given. */
export interface OptionalInput {
  readonly "~optionalInput": true;
}

/** Marks a schema whose key may be missing from what comes out. */
export interface OptionalOutput {
  readonly "~optionalOutput": true;
}

/** The marks that a schema takes over from the one whose input and the one whose output it has. */
export type Marks<In, Out> = ([In] extends [OptionalInput] ? OptionalInput : unknown) &
  ([Out] extends [OptionalOutput] ? OptionalOutput : unknown);

/** A schema whose key may be missing, from what is given and from what comes out. */
export interface OptionalSchema<Output, Input>
  extends Schema<Output | undefined, Input | undefined>, OptionalInput, OptionalOutput {}

/** A schema whose key may be missing from what is given; what comes out has it. */
export interface DefaultSchema<Output, Input>
  extends Schema<Output, Input | undefined>, OptionalInput {}

/** An object's schemas by key. */
export type Shape = Readonly<Record<string, Schema>>;

/** What an object of this shape is once parsed. `Rest` is what its other keys may be. */
export type ShapeOutput<S extends Shape, Rest = unknown> = OrEmpty<
  {
    -readonly [Key in keyof S as S[Key] extends OptionalOutput ? never : Key]: OutputOf<S[Key]>;
  } & {
    -readonly [Key in keyof S as S[Key] extends OptionalOutput ? Key : never]?: OutputOf<S[Key]>;
  } & Rest
>;

/** What an object of this shape takes. */
export type ShapeInput<S extends Shape, Rest = unknown> = OrEmpty<
  { -readonly [Key in keyof S as S[Key] extends OptionalInput ? never : Key]: InputOf<S[Key]> } & {
    -readonly [Key in keyof S as S[Key] extends OptionalInput ? Key : never]?: InputOf<S[Key]>;
  } & Rest
>;

/** An object's schema; it knows its shape, so that others can be derived from it. */
export interface ObjectSchema<S extends Shape, Rest = unknown> extends Schema<
  ShapeOutput<S, Rest>,
  ShapeInput<S, Rest>
> {
  readonly shape: S;
  /** Never there; carries the type of the keys that the shape does not name. */
  readonly "~rest"?: Rest;
}

/** The keys of an object that are not checked. */
export type AnyKeys = Record<string, unknown>;

/** A schema's output. */
export type OutputOf<S> = InferOutput<S>;

/** A schema's input. */
export type InputOf<S> = InferInput<S>;

/** One object type instead of an intersection. As a default, so that messages show its members, not this name. */
export type Flat<T, Members = { [Key in keyof T]: T[Key] }> = Members;

/** The same; an object without any key takes none. */
type OrEmpty<T> = [keyof T] extends [never] ? Record<string, never> : Flat<T>;
