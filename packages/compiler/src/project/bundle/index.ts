/**
 * The stage that makes artifacts of a project's modules.
 *
 * @module
 */
export { BundleError, type BundleProblem } from "./bundle-problem.js";
export { type BundlerOptions, type ModuleBundle, ProjectBundler } from "./project-bundler.js";
