import { type KernelPromise, pendingPromise, rejectPromise, resolvePromise } from "./promise.js";

/** A promise of what a function returns or throws. */
export function promised(run: () => unknown): KernelPromise {
  const promise = pendingPromise();
  try {
    resolvePromise(promise, run());
  } catch (error) {
    rejectPromise(promise, error);
  }
  return promise;
}
