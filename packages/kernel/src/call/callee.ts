import type { DbMode } from "@stopgap/runtime";
import { KernelError } from "../errors/kernel-error.js";
import { type Entry, kindOf, modeOf } from "./entry.js";

/** SQLSTATE of a write where only reading is allowed. */
const readOnlyTransaction = "25006";

/**
 * What `ctx.run` is to run.
 *
 * @throws {TypeError} when it is no function
 */
export function calleeOf(fn: unknown): Entry {
  if (typeof fn === "function") return fn as Entry;
  throw new TypeError("ctx.run expects a function: a handler of this module, or an imported one");
}

/**
 * The mode in which one function runs another: the other one's own, unless the caller only reads.
 *
 * @throws {KernelError} 25006 for a mutation where only reading is allowed
 */
export function calleeMode(callee: Entry, caller: DbMode): DbMode {
  const mode = modeOf(callee);
  if (caller === "rw") return mode;
  if (kindOf(callee) !== undefined && mode === "rw") {
    throw new KernelError(readOnlyTransaction, "ctx.run: a query cannot run a mutation", {
      hint: "Make the function that calls a mutation, or the one that is called a query.",
    });
  }
  return "ro";
}
