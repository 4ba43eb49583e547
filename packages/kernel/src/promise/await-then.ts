import { KernelPromise, whenSettled } from "./promise.js";

/** Goes on when a value has settled, as `await` does. What cannot even be asked counts as rejected. */
export function awaitThen(
  value: unknown,
  fulfilled: (value: unknown) => void,
  rejected: (reason: unknown) => void,
): void {
  let promise: KernelPromise;
  try {
    promise = KernelPromise.resolve(value);
  } catch (error) {
    rejected(error);
    return;
  }
  whenSettled(promise, { fulfilled, rejected });
}
