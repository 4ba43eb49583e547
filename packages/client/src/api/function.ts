import type { CallError } from "../errors.js";

/** What became of a call, as a value. */
export type Outcome<Result> =
  { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly error: CallError };

type NoMembers = Readonly<Record<string, never>>;

/**
 * The arguments of a call: none where the function has none, optional where nothing in them is needed.
 *
 * @example
 * type None = CallArgs<void>; // []
 * type Needed = CallArgs<{ id: number }>; // [args: { id: number }]
 * type Free = CallArgs<{ limit?: number }>; // [args?: { limit?: number }]
 */
export type CallArgs<Args> = NoMembers extends Args
  ? [args?: Args]
  : [Exclude<Args, void>] extends [never]
    ? []
    : undefined extends Args
      ? [args?: Args]
      : [args: Args];

/** A deployed function, as the client calls it. */
interface Callable<Kind extends FunctionKind, Args, Result> {
  /**
   * Calls the function.
   *
   * @throws {@link CallError}
   */
  (...args: CallArgs<Args>): Promise<Result>;
  /** Calls the function, and returns the error instead of throwing it. */
  try(...args: CallArgs<Args>): Promise<Outcome<Result>>;
  readonly kind: Kind;
  /** Such as `api.users.get`. */
  readonly path: string;
}

/** What a function may do: a query only reads. */
export type FunctionKind = "query" | "mutation";

/**
 * A deployed query, as the client calls it. A generated `api.ts` is made of these.
 *
 * @typeParam Args - What it is called with; `void` for nothing.
 */
export type Query<Args, Result> = Callable<"query", Args, Result>;

/**
 * A deployed mutation, as the client calls it. A generated `api.ts` is made of these.
 *
 * @typeParam Args - What it is called with; `void` for nothing.
 */
export type Mutation<Args, Result> = Callable<"mutation", Args, Result>;
