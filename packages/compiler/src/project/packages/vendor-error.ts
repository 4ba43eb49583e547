/** What went wrong, as a stable word for programs. */
export type VendorErrorCode =
  /** The folder, or one above it, has no such package. */
  | "not_installed"
  /** The package has no such entry, or one that holds no code. */
  | "no_entry"
  /** The code needs something when it is loaded that the database does not have. */
  | "cannot_run"
  /** The code cannot be read. */
  | "broken_package";

/** A package that cannot be prepared for the database. */
export class VendorError extends Error {
  override readonly name = "VendorError";
  readonly code: VendorErrorCode;
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(
    code: VendorErrorCode,
    message: string,
    { hint, cause }: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
}
