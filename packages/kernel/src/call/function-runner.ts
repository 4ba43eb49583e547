import type { DbMode, FunctionInfo } from "@stopgap/runtime";
import type { Databases } from "../db/databases.js";
import type { Savepoints } from "../engine/engine.js";
import type { FunctionOrigin, FunctionOrigins } from "../module/function-origins.js";
import { promised } from "../promise/promised.js";
import type { KernelPromise } from "../promise/promise.js";
import { withInnerScheduler } from "../promise/scheduler.js";
import { settled } from "../promise/settled.js";
import type { CallContext } from "./context.js";
import { calleeMode, calleeOf } from "./callee.js";
import { type Entry, isInternal, kindOf } from "./entry.js";

/** Makes the context of a function that another one runs. */
export type MakeContext = (callee: {
  readonly args: unknown;
  readonly mode: DbMode;
  readonly functionInfo: () => FunctionInfo;
}) => CallContext;

/** `ctx.run`: calls of functions by functions. */
export class FunctionRunner {
  readonly #databases: Databases;
  readonly #savepoints: Savepoints;
  readonly #origins: FunctionOrigins;

  constructor(databases: Databases, savepoints: Savepoints, origins: FunctionOrigins) {
    this.#databases = databases;
    this.#savepoints = savepoints;
    this.#origins = origins;
  }

  /**
   * Runs a function with a context of its own. One that can write has a savepoint, and so runs to its end at once.
   *
   * @param caller the mode and the function of the one that calls
   */
  run(
    caller: { readonly mode: DbMode; readonly fn: () => FunctionInfo },
    fn: unknown,
    args: unknown,
    makeContext: MakeContext,
  ): KernelPromise {
    return promised(() => {
      const entry = calleeOf(fn);
      const isReadOnly = caller.mode === "ro" || this.#databases.running.mode === "ro";
      const mode = calleeMode(entry, isReadOnly ? "ro" : "rw");
      const context = makeContext({
        args: args === undefined ? null : args,
        mode,
        functionInfo: () => calleeInfo(caller.fn(), entry, this.#origins.of(entry)),
      });
      if (mode === "ro") return entry(context);
      return this.#savepoints.savepoint(() =>
        withInnerScheduler("ctx.run", () => settled(entry(context))),
      );
    });
  }
}

/** A function that was imported by name sees itself as if it had been called itself; the oid and the rest are its caller's. */
function calleeInfo(
  caller: FunctionInfo,
  entry: Entry,
  origin: FunctionOrigin | undefined,
): FunctionInfo {
  const { path: callerPath, ...rest } = caller;
  const [, schema, name] = /^@stopgap\/([^/]+)\/([^/]+)$/.exec(origin?.specifier ?? "") ?? [];
  const isNamed = schema !== undefined && name !== undefined;
  const info = { ...rest, artifactHash: origin?.hash ?? caller.artifactHash };
  if (callerPath === undefined) return isNamed ? { ...info, schema, name } : info;
  // Deployed code: all of it is in one live schema, and has paths that differ in the last name.
  const path = isNamed ? callerPath.replace(/[^.]*$/, name) : callerPath;
  return {
    ...info,
    ...(isNamed ? { name } : {}),
    ...(isInternal(entry) ? {} : { path }),
    kind: kindOf(entry) ?? "mutation",
  };
}
