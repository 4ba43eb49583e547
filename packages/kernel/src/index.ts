/**
 * What runs inside PostgreSQL. Built to two scripts; nothing else is public.
 *
 * @module
 */
export { createKernel, type Invoke, type SessionKernel } from "./kernel.js";
export type { Engine, SqlFailure, SqlOutcome } from "./engine/engine.js";
