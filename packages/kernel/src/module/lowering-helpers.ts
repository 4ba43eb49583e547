import type * as tslib from "tslib";
import type { LoadLibrary } from "../schemas/load-library.js";

/** Stands in the kernel for TypeScript's helpers, which are loaded when lowered code first calls one: few sessions do. */
let load: LoadLibrary | undefined;

/** Says how libraries are loaded. */
export function loadHelpersBy(loader: LoadLibrary): void {
  load = loader;
}

type Helper = (...args: readonly unknown[]) => unknown;

function helper(name: keyof typeof tslib): Helper {
  return function (this: unknown, ...args) {
    if (!load) throw new Error("the kernel has not been made yet");
    const helpers = load("helpers") as Readonly<Record<string, Helper>>;
    return Reflect.apply(helpers[name] as Helper, this, args);
  };
}

export const __rest = helper("__rest");
export const __esDecorate = helper("__esDecorate");
export const __runInitializers = helper("__runInitializers");
export const __propKey = helper("__propKey");
export const __setFunctionName = helper("__setFunctionName");
export const __addDisposableResource = helper("__addDisposableResource");
export const __createBinding = helper("__createBinding");
export const __exportStar = helper("__exportStar");
