/**
 * Projects and npm packages for the database, prepared in Node.
 *
 * @module
 */
export { packageName } from "./installed-package.js";
export type { BundledArtifact, ProjectBundle, ProjectFunction } from "./project-bundle.js";
export {
  type VendoredEntry,
  type VendoredGroup,
  type VendorOptions,
  vendorPackages,
} from "./vendor-packages.js";
export { VendorError, type VendorErrorCode } from "./vendor-error.js";
