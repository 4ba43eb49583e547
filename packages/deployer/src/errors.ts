/** What went wrong, as a stable word for programs. */
export type DeployerErrorCode =
  /** A deploy failed. Nothing is live that was not before; the failure is kept in the database. */
  | "deploy_failed"
  /** A deploy of a project would break callers, and nobody has accepted that. Nothing has happened. */
  | "breaking_change"
  /** The plan has functions that cannot be deployed. Nothing has happened. */
  | "blocked"
  /** A signal has stopped the operation. Nothing has happened. */
  | "aborted"
  /** Somebody else was in the way, also at the last attempt: a lock, a deadlock, a serialization failure. Nothing has happened. */
  | "busy"
  /** Somebody else has changed the environment meanwhile. Nothing has happened: look again, and decide anew. */
  | "conflict"
  /** A called function raised an error. */
  | "call_failed"
  /** The database refused: a right is missing, there is nothing to go back to, something is in use. */
  | "refused"
  /** The database has no Stopgap, or an older one than this package. */
  | "not_installed"
  /** An npm package is not installed in the folder, or cannot run in the database. */
  | "unusable_package"
  /** There was no connection. Nothing has happened. */
  | "cannot_connect"
  /** The connection was lost, and with it the outcome: the hint says how to find out. */
  | "connection_lost"
  /** The database answered something that this package cannot read. */
  | "unreadable_answer";

/** What PostgreSQL says of an error. */
export interface DatabaseErrorFields {
  /** The SQLSTATE, such as `42501`. */
  readonly sqlstate?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** The step that was under way. */
  readonly step?: string | undefined;
}

/** Every error of this package. `cause` keeps what led to it. */
export class DeployerError extends Error {
  override readonly name: string = "DeployerError";
  readonly code: DeployerErrorCode;
  /** The SQLSTATE, where PostgreSQL raised it. */
  readonly sqlstate: string | undefined;
  /** PostgreSQL's DETAIL. Type errors and errors of handlers have JSON in it. */
  readonly detail: string | undefined;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** The step of a deployment that was under way, such as `materialize`, where that is known. */
  readonly step: string | undefined;

  constructor(
    code: DeployerErrorCode,
    message: string,
    { sqlstate, detail, hint, step }: DatabaseErrorFields = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.sqlstate = sqlstate;
    this.detail = detail;
    this.hint = hint;
    this.step = step;
  }
}

/** A deploy that failed. */
export class DeployError extends DeployerError {
  override readonly name = "DeployError";
  /** The failed deployment that keeps the failure. */
  readonly deploymentId: number;

  constructor(
    deploymentId: number,
    message: string,
    fields: DatabaseErrorFields,
    options?: ErrorOptions,
  ) {
    super("deploy_failed", message, fields, options);
    this.deploymentId = deploymentId;
  }
}
