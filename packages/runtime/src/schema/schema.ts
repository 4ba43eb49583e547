import type { Brand } from "./builders/symbols.js";
import type { ParseOptions, SafeParseResult } from "./builders/parse-functions.js";
import type { StandardSchema } from "./standard-schema.js";

/** The types of a schema. They are there for the type check only. */
export interface SchemaTypes<out Output, out Input> {
  readonly output: Output;
  readonly input: Input;
}

/**
 * What every schema made with `v` can be used as. Builders ask for no more than this, which is quick to compare.
 */
export interface SomeSchema<out Output = unknown, out Input = unknown> {
  readonly _zod: SchemaTypes<Output, Input>;
}

/**
 * A validator made with `v`.
 *
 * These declarations are flat on purpose: they are what a function is checked against inside the database too, where
 * the declarations of the library behind `v` would cost ten times as much. Type tests hold both equal.
 */
export interface Schema<out Output = unknown, out Input = Output>
  extends StandardSchema<Input, Output>, SomeSchema<Output, Input> {
  /** What kind of schema it is: `"string"`, `"object"`. */
  readonly type: string;
  /** What it was made of. */
  readonly def: { readonly type: string };
  /** Returns the parsed value, or throws what is wrong with it. */
  parse(value: unknown, options?: ParseOptions): Output;
  /** Returns the parsed value, or what is wrong with it. */
  safeParse(value: unknown, options?: ParseOptions): SafeParseResult<Output>;
  /** The same for a schema with asynchronous checks or transforms. */
  parseAsync(value: unknown, options?: ParseOptions): Promise<Output>;
  safeParseAsync(value: unknown, options?: ParseOptions): Promise<SafeParseResult<Output>>;
  /** The same schema with further checks: `v.string().check(v.minLength(3))`. */
  check(...checks: readonly (Check<Output> | CheckFunction<Output>)[]): this;
  /** The same as `check`. */
  with(...checks: readonly (Check<Output> | CheckFunction<Output>)[]): this;
  clone(): this;
  /** Puts the schema into a registry. */
  register<Meta>(
    registry: { add(schema: SomeSchema, metadata?: Meta): unknown },
    metadata?: Meta,
  ): this;
  /** The same schema, whose output no other type can stand for. */
  brand<const Name extends PropertyKey>(name?: Name): this & Branded<Output, Input, Name>;
  /** What the function makes of the schema. */
  apply<T, Args extends readonly unknown[]>(
    change: (schema: this, ...args: Args) => T,
    ...args: Args
  ): T;
}

/** What a brand adds to a schema. */
export interface Branded<out Output, out Input, Name extends PropertyKey> {
  readonly _zod: SchemaTypes<Output & Brand<Name>, Input>;
  readonly "~standard": {
    readonly types?: { readonly input: Input; readonly output: Output & Brand<Name> } | undefined;
  };
}

/** A further condition on a value, made by `v.minLength(3)`, `v.refine(...)` and their like. */
export interface Check<in Value> {
  readonly "~check"?: (value: Value) => void;
}

/** A check as a function: it adds to `issues` what is wrong with `value`. */
export type CheckFunction<Value> = (payload: Payload<Value>) => void | Promise<void>;

/** A value in the middle of being parsed. */
export interface Payload<Value = unknown> {
  value: Value;
  readonly issues: object[];
  aborted?: boolean;
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
export interface OptionalSchema<out Output, out Input>
  extends Schema<Output, Input>, OptionalInput, OptionalOutput {}

/** A schema whose key may be missing from what is given; what comes out has it. */
export interface DefaultSchema<out Output, out Input>
  extends Schema<Output, Input | undefined>, OptionalInput {}

/** A schema's output. */
export type OutputOf<S extends SomeSchema> = S["_zod"]["output"];

/** A schema's input. */
export type InputOf<S extends SomeSchema> = S["_zod"]["input"];
