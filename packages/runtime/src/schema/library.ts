/**
 * The library behind `v`, name by name, so that a bundler can take what is used. Names that are declared here go before
 * the library's.
 */
export * from "zod/mini";
export { strictObject as object } from "zod/mini";
export { bigint, int64, literal, uint64 } from "./integers.js";
export { regexes } from "./regexes.js";
