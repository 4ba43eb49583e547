import type { InputOf, OutputOf, SomeSchema } from "../schema.js";
import type { SchemaError } from "./error-functions.js";
import type { ErrorMap } from "./params.js";

/** Settings of one parse. */
export interface ParseOptions {
  /** Words for the issues. */
  readonly error?: ErrorMap;
  /** Put the value that was refused into each issue. Default false. */
  readonly reportInput?: boolean;
}

/** What `safeParse` returns. */
export type SafeParseResult<Output> =
  | { readonly success: true; readonly data: Output; readonly error?: undefined }
  | { readonly success: false; readonly data?: undefined; readonly error: SchemaError<Output> };

type Parse = <S extends SomeSchema>(
  schema: S,
  value: unknown,
  options?: ParseOptions,
) => OutputOf<S>;
type Decode = <S extends SomeSchema>(
  schema: S,
  value: InputOf<S>,
  options?: ParseOptions,
) => OutputOf<S>;
type Encode = <S extends SomeSchema>(
  schema: S,
  value: OutputOf<S>,
  options?: ParseOptions,
) => InputOf<S>;

/** Functions that use a schema on a value. */
export interface ParseFunctions {
  /** The parsed value; throws what is wrong. */
  readonly parse: Parse;
  safeParse<S extends SomeSchema>(
    schema: S,
    value: unknown,
    options?: ParseOptions,
  ): SafeParseResult<OutputOf<S>>;
  /** Whether the schema takes the value. */
  validate<S extends SomeSchema>(
    schema: S,
    value: unknown,
    options?: ParseOptions,
  ): value is InputOf<S>;
  /** The same as `parse`, for a value whose type is known. */
  readonly decode: Decode;
  /** The way back, through codecs. */
  readonly encode: Encode;
  safeDecode<S extends SomeSchema>(
    schema: S,
    value: InputOf<S>,
    options?: ParseOptions,
  ): SafeParseResult<OutputOf<S>>;
  safeEncode<S extends SomeSchema>(
    schema: S,
    value: OutputOf<S>,
    options?: ParseOptions,
  ): SafeParseResult<InputOf<S>>;
  parseAsync<S extends SomeSchema>(
    schema: S,
    value: unknown,
    options?: ParseOptions,
  ): Promise<OutputOf<S>>;
  safeParseAsync<S extends SomeSchema>(
    schema: S,
    value: unknown,
    options?: ParseOptions,
  ): Promise<SafeParseResult<OutputOf<S>>>;
  validateAsync(schema: SomeSchema, value: unknown, options?: ParseOptions): Promise<boolean>;
  decodeAsync<S extends SomeSchema>(
    schema: S,
    value: InputOf<S>,
    options?: ParseOptions,
  ): Promise<OutputOf<S>>;
  encodeAsync<S extends SomeSchema>(
    schema: S,
    value: OutputOf<S>,
    options?: ParseOptions,
  ): Promise<InputOf<S>>;
  safeDecodeAsync<S extends SomeSchema>(
    schema: S,
    value: InputOf<S>,
    options?: ParseOptions,
  ): Promise<SafeParseResult<OutputOf<S>>>;
  safeEncodeAsync<S extends SomeSchema>(
    schema: S,
    value: OutputOf<S>,
    options?: ParseOptions,
  ): Promise<SafeParseResult<InputOf<S>>>;
}
