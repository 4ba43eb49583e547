import type { SqlFailure } from "../engine/engine.js";

/** Where in a call an error arose. */
export type Stage = "settings" | "module load" | "entrypoint" | "handler" | "result";

/** What went wrong outside of the handler's own code. */
export class KernelError extends Error {
  override readonly name: string = "StopgapError";
  /** The SQLSTATE that the client sees. */
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** A statement that PostgreSQL refused. A handler may catch it and go on. */
export class DatabaseError extends Error {
  override readonly name: string = "DatabaseError";
  /** The SQLSTATE. */
  readonly code: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;

  constructor({ code, message, detail, hint }: SqlFailure) {
    super(message);
    this.code = code;
    this.detail = detail;
    this.hint = hint;
  }
}
