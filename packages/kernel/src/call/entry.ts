import type { DbMode } from "@stopgap/runtime";
import { KernelError } from "../errors/kernel-error.js";
import type { ModuleExports } from "../module/module-loader.js";

/** A function that a module exports, as its wrapper marks it. */
export type Entry = ((ctx: object) => unknown) & { readonly __stopgap_kind?: unknown };

/** A module's export that is to run. */
export function entryOf(module: ModuleExports, name: string): Entry {
  const entry = Object.hasOwn(module, name) ? module[name] : undefined;
  if (typeof entry !== "function") {
    throw new KernelError("42883", `module export '${name}' must be a function`);
  }
  return entry as Entry;
}

/** How a function is wrapped; undefined for one without a wrapper. */
export function kindOf({ __stopgap_kind: kind }: Entry): string | undefined {
  return typeof kind === "string" ? kind : undefined;
}

/** Whether a function reads or also writes; one without a wrapper may write. */
export function modeOf({ __stopgap_kind: kind }: Entry): DbMode {
  return kind === "query" || kind === "internalQuery" ? "ro" : "rw";
}

/** Whether only handlers may call a function. */
export function isInternal({ __stopgap_kind: kind }: Entry): boolean {
  return kind === "internalQuery" || kind === "internalMutation";
}
