import { KernelError } from "../errors/kernel-error.js";
import { KernelPromise, takeOutcome } from "./promise.js";
import { scheduler } from "./scheduler.js";

/**
 * What a handler's result comes to: runs the jobs of the call, or of the part of it that is running, until none is left.
 *
 * @throws what the promise was rejected with, or a rejection that nobody handled
 * @throws {KernelError} when the promise is still pending and nothing is left that could settle it
 */
export function settled(value: unknown): unknown {
  const own = scheduler();
  const promise = KernelPromise.resolve(value);
  own.drain();
  const { state, result } = takeOutcome(promise);
  if (state === "rejected") throw result;
  // A part's rejection may yet be handled outside. Before a promise that never settles: it often is the reason why.
  const unhandled =
    own.purpose === undefined || state === "pending" ? own.rejections.first : undefined;
  if (unhandled) throw unhandled.reason;
  if (state === "pending") throw new KernelError("P0001", whyPending(own.purpose));
  return result;
}

function whyPending(purpose: string | undefined): string {
  return purpose === undefined
    ? "handler promise never settles"
    : `${purpose}: the function waits for what only code outside of it can settle, and that code runs after it`;
}
