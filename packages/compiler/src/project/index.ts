/**
 * npm packages for the database, prepared in Node.
 *
 * @module
 */
export { packageName } from "./installed-package.js";
export {
  type VendoredEntry,
  type VendoredGroup,
  type VendorOptions,
  vendorPackages,
} from "./vendor-packages.js";
export { VendorError, type VendorErrorCode } from "./vendor-error.js";
