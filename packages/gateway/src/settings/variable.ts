/** A text that was understood, or what is wrong with it. */
export type Reading<Value> =
  | { readonly value: Value }
  | {
      /** What was found, such as `is not a whole number`. */
      readonly problem: string;
      /** What to write, such as `write one from 1`. */
      readonly remedy: string;
    };

/** Understands the text of a variable. */
export type Reader<Value> = (text: string) => Reading<Value>;

/** A variable of the environment. */
export interface Variable<Value> {
  readonly name: string;
  /** What applies where it is not set; `""` for nothing. */
  readonly default: string;
  readonly read: Reader<Value>;
}

/**
 * A variable.
 *
 * @param fallback - What applies where it is not set. An empty variable counts as not set.
 * @param read - Its problems are shown to people: for a secret they do not repeat the text.
 */
export function variable<Value>(
  name: string,
  fallback: string,
  read: Reader<Value>,
): Variable<Value> {
  return { name, default: fallback, read };
}
