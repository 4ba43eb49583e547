import { KernelError } from "../errors/kernel-error.js";
import { KernelPromise } from "./promise.js";
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
  let outcome: { readonly value: unknown } | { readonly reason: unknown } | undefined;
  KernelPromise.whenSettled(
    promise,
    (result) => {
      outcome = { value: result };
    },
    (reason) => {
      outcome = { reason };
    },
  );
  own.jobs.drain();
  if (outcome && "reason" in outcome) throw outcome.reason;
  // Before a promise that never settles: it often is the reason why.
  if (own.unhandled) throw own.unhandled.reason;
  if (!outcome) throw new KernelError("P0001", "handler promise never settles");
  return outcome.value;
}
