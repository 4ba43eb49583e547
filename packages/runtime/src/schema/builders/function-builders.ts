import type { InputOf, OutputOf, Schema, SomeSchema } from "../schema.js";
import type { Schemas } from "./structure-builders.js";

type TupleOutput<S extends Schemas> = { -readonly [Index in keyof S]: OutputOf<S[Index]> };
type TupleInput<S extends Schemas> = { -readonly [Index in keyof S]: InputOf<S[Index]> };
type Arguments = readonly unknown[];
type MaybePromise<T> = T | Promise<T>;

/** A schema of functions: it checks what goes into one and what comes out. */
export interface FunctionSchema<
  ArgsOut extends Arguments,
  ArgsIn extends Arguments,
  ResultOut,
  ResultIn,
> extends Schema<(...args: ArgsIn) => ResultOut, (...args: ArgsOut) => ResultIn> {
  /** The function with its arguments and its result checked. */
  implement(run: (...args: ArgsOut) => ResultIn): (...args: ArgsIn) => ResultOut;
  implementAsync(
    run: (...args: ArgsOut) => MaybePromise<ResultIn>,
  ): (...args: ArgsIn) => Promise<ResultOut>;
  input<const S extends Schemas>(
    args: S,
  ): FunctionSchema<TupleOutput<S>, TupleInput<S>, ResultOut, ResultIn>;
  output<S extends SomeSchema>(result: S): FunctionSchema<ArgsOut, ArgsIn, OutputOf<S>, InputOf<S>>;
}

type FunctionBuilder = <
  const Args extends Schemas = readonly SomeSchema<never, never>[],
  Result extends SomeSchema = SomeSchema,
>(params?: {
  readonly input?: Args;
  readonly output?: Result;
}) => FunctionSchema<TupleOutput<Args>, TupleInput<Args>, OutputOf<Result>, InputOf<Result>>;

/** Builders of schemas of functions. */
export interface FunctionBuilders {
  /** `v.function({ input: [v.int()], output: v.string() }).implement((n) => String(n))`. */
  readonly function: FunctionBuilder;
  /** The same as `function`. */
  readonly _function: FunctionBuilder;
}
