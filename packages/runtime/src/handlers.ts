/**
 * The handlers without `v`: what the kernel builds in at once, while the schema library is loaded when it is first used.
 *
 * @module
 */
export { internalMutation, internalQuery, mutation, query } from "./handler/handler.js";
export { refusedArgs } from "./handler/checked-args.js";
export { ArgsError } from "./schema/args-error.js";
export { validateArgs } from "./schema/parse-args.js";
