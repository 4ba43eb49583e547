/** What went wrong, as a stable word for programs. */
export type LocalErrorCode =
  /** No way to a PostgreSQL with a JavaScript engine was found. */
  | "no_database"
  /** This way to one does not exist on this machine. */
  | "unavailable"
  /** A server was found, but did not start. */
  | "start_failed"
  /** A server did not stop. */
  | "stop_failed"
  /** The local server is not running. */
  | "not_running"
  /** Something else holds the lock on a folder. */
  | "locked"
  /** A test left connections, prepared transactions or servers behind. */
  | "left_open";

/** Every error of this package. `code` is stable, `cause` keeps what led to it. */
export class LocalError extends Error {
  override readonly name = "LocalError";
  readonly code: LocalErrorCode;

  constructor(code: LocalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
