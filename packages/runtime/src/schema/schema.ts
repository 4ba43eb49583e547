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

/** A schema whose key may be missing, from what is given and from what comes out. */
export interface OptionalSchema<Output, Input> extends Schema<
  Output | undefined,
  Input | undefined
> {
  readonly "~optional": "input and output";
}

/** A schema whose key may be missing from what is given; what comes out has it. */
export interface DefaultSchema<Output, Input> extends Schema<Output, Input | undefined> {
  readonly "~optional": "input";
}

/** An object's schemas by key. */
export type Shape = Readonly<Record<string, Schema>>;

/** What an object of this shape is once parsed. */
export type ShapeOutput<S extends Shape> = Flat<
  { [Key in RequiredKeys<S, "input and output">]: OutputOf<S[Key]> } & {
    [Key in OptionalKeys<S, "input and output">]?: OutputOf<S[Key]>;
  }
>;

/** What an object of this shape takes. */
export type ShapeInput<S extends Shape> = Flat<
  { [Key in RequiredKeys<S, OptionalMark>]: InputOf<S[Key]> } & {
    [Key in OptionalKeys<S, OptionalMark>]?: InputOf<S[Key]>;
  }
>;

/** An object's schema; it knows its shape, so that others can be derived from it. */
export interface ObjectSchema<S extends Shape> extends Schema<ShapeOutput<S>, ShapeInput<S>> {
  readonly shape: S;
}

/** A schema's output. */
export type OutputOf<S> = InferOutput<S>;

/** A schema's input. */
export type InputOf<S> = InferInput<S>;

/** One object type instead of an intersection. */
export type Flat<T> = { [Key in keyof T]: T[Key] };

type OptionalMark = "input" | "input and output";

type OptionalKeys<S extends Shape, Mark> = {
  [Key in keyof S]: S[Key] extends { readonly "~optional": Mark } ? Key : never;
}[keyof S];

type RequiredKeys<S extends Shape, Mark> = Exclude<keyof S, OptionalKeys<S, Mark>>;
