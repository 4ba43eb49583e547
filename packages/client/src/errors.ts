/** What went wrong with a call, as a stable word for programs. */
export type CallErrorCode =
  /** The function's schema refused the arguments, or JSON cannot hold them: see `issues`. */
  | "invalid_args"
  /** There is no such function, environment or deployment, or nothing is deployed. */
  | "not_found"
  /** The role may not call it, or may not do what it does. */
  | "forbidden"
  /** A query tried to write, or a mutation was called where nothing can be written. */
  | "wrong_mode"
  /** The function ran and failed. */
  | "execution_failed"
  /** It took too long, here or in the database. */
  | "timeout"
  /** It was stopped, by the signal or in the database. */
  | "cancelled"
  /** Another transaction got in between; the same call may succeed now. */
  | "serialization_failure"
  /** The database broke a deadlock by ending this call; the same call may succeed now. */
  | "deadlock"
  /** The connection was lost on the way. Whether a mutation took effect is not known. */
  | "connection_lost"
  /** There was no connection to be had, so nothing was sent. */
  | "unavailable"
  /** The database has no Stopgap, or an older one than this package. */
  | "not_installed"
  /** The gateway did not take the request. */
  | "refused"
  /** What was answered is nothing that this package can read. */
  | "unreadable_answer"
  /** The transaction has ended; the call in it came too late. */
  | "transaction_ended";

/** What went wrong, as a stable word for programs. */
export type ClientErrorCode =
  | CallErrorCode
  /** The options contradict each other, or are not what they should be. */
  | "invalid_options"
  /** What the client works with cannot do that: a gateway has no transactions. */
  | "unsupported"
  /** A statement of the transaction had failed, so that the database undid it instead of committing. */
  | "transaction_aborted";

/** What PostgreSQL says of an error. */
export interface DatabaseErrorFields {
  /** The SQLSTATE, such as `42501`. */
  readonly sqlstate?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

/** Every error of this package. `cause` keeps what led to it. */
export class ClientError<Code extends ClientErrorCode = ClientErrorCode> extends Error {
  override readonly name: string = "ClientError";
  readonly code: Code;
  /** The SQLSTATE, where PostgreSQL raised it. */
  readonly sqlstate: string | undefined;
  /** PostgreSQL's DETAIL. Errors of functions have JSON in it. */
  readonly detail: string | undefined;
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(
    code: Code,
    message: string,
    { sqlstate, detail, hint }: DatabaseErrorFields = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.sqlstate = sqlstate;
    this.detail = detail;
    this.hint = hint;
  }
}

/** One thing that is wrong with the arguments, and where: `$.user.id`, `$.items[0]`. */
export interface ArgsIssue {
  readonly path: string;
  readonly message: string;
}

/** What is known of a call that failed, beside what PostgreSQL says. */
export interface CallErrorFields extends DatabaseErrorFields {
  readonly reason?: string | undefined;
  readonly issues?: readonly ArgsIssue[] | undefined;
  readonly handlerStack?: string | undefined;
  readonly deploymentId?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/**
 * A call that failed; `code` says how.
 *
 * @example
 * const outcome = await client.api.users.get.try({ id });
 * if (!outcome.ok && outcome.error.code === "invalid_args") show(outcome.error.issues);
 */
export class CallError extends ClientError<CallErrorCode> {
  override readonly name = "CallError";
  /** The function's path, such as `api.users.get`. */
  readonly path: string;
  /** The message without what the call puts before it: what the function itself threw. */
  readonly reason: string;
  /** All that is wrong with the arguments; empty unless `code` is `invalid_args`. */
  readonly issues: readonly ArgsIssue[];
  /** Where the function failed, in lines of its TypeScript. */
  readonly handlerStack: string | undefined;
  /** The deployment whose function was called, where it is known. */
  readonly deploymentId: number | undefined;
  /** How long a gateway asks to wait before the next try, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: CallErrorCode,
    path: string,
    message: string,
    fields: CallErrorFields = {},
    options?: ErrorOptions,
  ) {
    super(code, message, fields, options);
    this.path = path;
    this.reason = fields.reason ?? message;
    this.issues = fields.issues ?? [];
    this.handlerStack = fields.handlerStack;
    this.deploymentId = fields.deploymentId;
    this.retryAfterMs = fields.retryAfterMs;
  }
}
