/**
 * The database side of Stopgap: installing and upgrading the schemas `plts` and `stopgap`.
 *
 * @module
 */
export type { Engine, Mode } from "./engine.js";
export { ensureInstalled } from "./ensure-installed.js";
export { InstallError, type InstallErrorCode } from "./errors.js";
export {
  packExtension,
  type PackedExtension,
  type PackOptions,
} from "./extension/pack-extension.js";
export { install, type Installation, type InstallOptions } from "./install.js";
export { installationDigest } from "./installation-digest.js";
export { isNewer } from "./installation.js";
export { defaultRoles, type Roles } from "./roles.js";
export type { Row, SqlClient } from "./sql-client.js";
export { uninstall, type UninstallOptions } from "./uninstall.js";
export { version } from "./version.js";
