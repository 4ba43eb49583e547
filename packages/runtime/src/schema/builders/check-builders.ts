import type { Shape } from "../object-schema.js";
import type { Check, CheckFunction, InputOf, Payload, SomeSchema } from "../schema.js";
import type { CheckParams, Params } from "./params.js";
import type { Metadata } from "./registry-functions.js";

interface HasLength {
  readonly length: number;
}
interface HasSize {
  readonly size: number;
}
type Bound = number | bigint | Date;
type Comparison = (bound: Bound, params?: CheckParams) => Check<Bound>;
type SignCheck = (params?: CheckParams) => Check<number | bigint>;
type LengthCheck = (length: number, params?: CheckParams) => Check<HasLength>;
type SizeCheck = (size: number, params?: CheckParams) => Check<HasSize>;
type Widened<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends bigint
        ? bigint
        : T;

/** Where `superRefine` adds issues. */
interface RefinementContext<T> extends Payload<T> {
  addIssue(issue: string | Readonly<Record<string, unknown>>): void;
}

/** Builders of checks, for `.check(...)`. */
export interface CheckBuilders {
  /** Any condition; the message says what was expected. */
  refine<T>(isValid: (value: NoInfer<T>) => unknown, params?: CheckParams<RefineOptions>): Check<T>;
  /** Any number of conditions; each that fails adds an issue. */
  superRefine<T>(
    check: (value: T, context: RefinementContext<T>) => void | Promise<void>,
    options?: { readonly when?: (payload: Payload) => boolean },
  ): Check<T>;
  /** A check as a function of its own. */
  check<T = unknown>(check: CheckFunction<T>, params?: Params): Check<T>;
  readonly gt: Comparison;
  readonly gte: Comparison;
  readonly lt: Comparison;
  readonly lte: Comparison;
  readonly minimum: Comparison;
  readonly maximum: Comparison;
  readonly positive: SignCheck;
  readonly nonnegative: SignCheck;
  readonly negative: SignCheck;
  readonly nonpositive: SignCheck;
  multipleOf(divisor: number | bigint, params?: CheckParams): Check<number | bigint>;
  /** Characters of a string, elements of an array. */
  readonly length: LengthCheck;
  readonly minLength: LengthCheck;
  readonly maxLength: LengthCheck;
  /** Members of a `Map` or a `Set`. */
  readonly size: SizeCheck;
  readonly minSize: SizeCheck;
  readonly maxSize: SizeCheck;
  regex(pattern: RegExp, params?: CheckParams): Check<string>;
  startsWith(prefix: string, params?: CheckParams): Check<string>;
  endsWith(suffix: string, params?: CheckParams): Check<string>;
  includes(part: string, params?: CheckParams<{ readonly position?: number }>): Check<string>;
  lowercase(params?: CheckParams): Check<string>;
  uppercase(params?: CheckParams): Check<string>;
  /** What one property of a value must be. */
  property<const Key extends string, S extends SomeSchema>(
    key: Key,
    schema: S,
    params?: CheckParams,
  ): Check<Record<Key, Widened<InputOf<S>>>>;
  /** What several properties must be. */
  properties<S extends Shape>(
    shape: S,
    params?: CheckParams,
  ): Check<{ [Key in keyof S]: Widened<InputOf<S[Key]>> }>;
  /** Not a condition but a change, which keeps the type. */
  overwrite<T>(change: (value: T) => T): Check<T>;
  /** White space at both ends is cut off. */
  trim(): Check<string>;
  toLowerCase(): Check<string>;
  toUpperCase(): Check<string>;
  /** To a normal form of Unicode; default NFC. */
  normalize(form?: "NFC" | "NFD" | "NFKC" | "NFKD"): Check<string>;
  /** Gives the schema a description in `v.globalRegistry`. */
  describe<T>(text: string): Check<T>;
  /** Gives the schema metadata in `v.globalRegistry`. */
  meta<T>(metadata: Metadata): Check<T>;
}

interface RefineOptions {
  /** Where in the value the issue is. */
  readonly path?: readonly PropertyKey[];
  readonly params?: Readonly<Record<string, unknown>>;
}
