/**
 * TypeScript to artifacts: one module in, checked and lowered code out, the same in Node and in the database.
 *
 * @module
 */
export { artifactHash } from "./artifact-hash.js";
export type { CompilerOptions } from "./core/compiler-options.js";
export {
  type CompiledModule,
  type CompileRequest,
  type CompileResult,
  type Compiler,
  type CompilerHost,
  createCompiler,
} from "./core/compile-module.js";
export type { Declarations } from "./core/declarations.js";
export type { Diagnostic } from "./core/diagnostic.js";
export { fingerprint } from "./core/fingerprint.js";
export type {
  FunctionName,
  ImportHost,
  Resolution,
  StoredImport,
  StoredModule,
} from "./core/imports/import-host.js";
export { loadDeclarations } from "./load-declarations.js";
