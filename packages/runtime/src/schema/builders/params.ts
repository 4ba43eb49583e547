import type { Payload } from "../schema.js";
import type { RawIssue } from "../issue-message.js";

/** Puts an issue into other words; undefined leaves it as it is. */
export type ErrorMap = (
  issue: RawIssue,
) => string | { readonly message: string } | null | undefined;

/** What every builder takes last: the message of its issues, or how to make one. */
export type Params<Options = unknown> = string | (Options & ErrorParams);

interface ErrorParams {
  readonly error?: string | ErrorMap | undefined;
  /** The older name of `error`. */
  readonly message?: string | undefined;
}

/** What checks take last. */
export type CheckParams<Options = unknown> = Params<Options & CheckOptions>;

interface CheckOptions {
  /** Checks that follow are left out when this one fails. */
  readonly abort?: boolean | undefined;
  /** The check runs only where this says so. */
  readonly when?: ((payload: Payload) => boolean) | undefined;
}
