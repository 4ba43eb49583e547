/**
 * Projects and npm packages for the database, prepared in Node.
 *
 * @module
 */
export {
  BundleError,
  type BundleProblem,
  type BundlerOptions,
  type ModuleBundle,
  ProjectBundler,
} from "./bundle/index.js";
export { packageName } from "./packages/installed-package.js";
export type { BundledArtifact, ProjectBundle, ProjectFunction } from "./project-bundle.js";
export { contractHash } from "./contract/contract-hash.js";
export { generateApi } from "./generate/generate-api.js";
export { openProject, type Project, type ProjectOptions } from "./project.js";
export type { ProjectCheck } from "./project-check.js";
export type { ProjectDiagnostic } from "./project-diagnostic.js";
export { ProjectError, type ProjectErrorCode } from "./project-error.js";
export {
  type VendoredEntry,
  type VendoredGroup,
  type VendorOptions,
  vendorPackages,
} from "./packages/vendor-packages.js";
export { VendorError, type VendorErrorCode } from "./packages/vendor-error.js";
