import { KernelPromise, type Reaction, whenSettled } from "./promise.js";

/** Goes on when a value has settled, as `await` does. What cannot even be asked counts as rejected. */
export function awaitThen(value: unknown, reaction: Reaction): void {
  let promise: KernelPromise;
  try {
    promise = KernelPromise.resolve(value);
  } catch (error) {
    reaction.rejected(error);
    return;
  }
  whenSettled(promise, reaction);
}
