import { KernelError } from "../errors/kernel-error.js";
import { KernelPromise, takeOutcome } from "./promise.js";
import { scheduler } from "./scheduler.js";

/**
 * What a handler's result comes to: runs the call's jobs until none is left.
 *
 * @throws what the promise was rejected with, or a rejection that nobody handled
 * @throws {KernelError} when the promise is still pending and nothing is left that could settle it
 */
export function settled(value: unknown): unknown {
  const own = scheduler();
  const promise = KernelPromise.resolve(value);
  own.jobs.drain();
  const { state, result } = takeOutcome(promise);
  if (state === "rejected") throw result;
  // Before a promise that never settles: it often is the reason why.
  if (own.unhandled) throw own.unhandled.reason;
  if (state === "pending") throw new KernelError("P0001", "handler promise never settles");
  return result;
}
