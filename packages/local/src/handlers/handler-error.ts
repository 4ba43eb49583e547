import pg from "pg";

/** What a failed call comes to. */
export interface HandlerFailure {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}

/**
 * What a client is told of a call that failed, the same as `pg` would throw it: `code` (the SQLSTATE), `message`, `hint`, and
 * `detail` as JSON text: `{ stage, function, issues?, stack }`. `cause` is what the handler threw.
 */
export class HandlerError extends pg.DatabaseError {
  constructor({ code, message, detail, hint }: HandlerFailure, cause: unknown) {
    super(message, message.length, "error");
    this.severity = "ERROR";
    this.code = code;
    this.detail = detail;
    this.hint = hint;
    this.cause = cause;
  }
}
