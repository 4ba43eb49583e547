/** What can go wrong with an installation, by what has to change before it can go right. */
export type InstallErrorCode =
  | "engine_missing"
  | "engine_too_old"
  | "engine_not_revoked"
  | "server_too_old"
  | "role_unsuitable"
  | "role_missing"
  | "newer_installed"
  | "installed_as_extension"
  | "in_use"
  | "not_installed"
  | "assets_missing"
  | "cannot_pack";

/** An installation that was refused. Nothing has changed in the database. */
export class InstallError extends Error {
  override readonly name: string = "InstallError";
  readonly code: InstallErrorCode;
  /** What to do about it. */
  readonly hint: string;

  constructor(code: InstallErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}
