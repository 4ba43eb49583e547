/** Why the tour ended early. */
export type TourErrorCode =
  /** The server does not answer. */
  | "cannot_connect"
  /** The database `tour` is somebody else's. */
  | "foreign_database"
  /** A statement or a command did not do what this page says. */
  | "unexpected_outcome";

/** An error of the tour, with a message of one line for the person who takes it. */
export class TourError extends Error {
  override readonly name = "TourError";
  readonly code: TourErrorCode;

  constructor(code: TourErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
