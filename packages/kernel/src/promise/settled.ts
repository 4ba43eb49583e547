import { KernelError } from "../errors/kernel-error.js";
import { isPromise, KernelPromise, takeOutcome } from "./promise.js";
import { type Scheduler, scheduler } from "./scheduler.js";

/**
 * What a handler's result comes to: runs the jobs of the call, or of the part of it that is running, until none is left.
 *
 * @throws what the promise was rejected with, or a rejection that nobody handled
 * @throws {KernelError} when the promise is still pending and nothing is left that could settle it
 */
export function settled(value: unknown): unknown {
  const own = scheduler();
  if (!isPromise(value) && !isThenable(value)) {
    own.drain();
    if (own.purpose === undefined) throwUnhandled(own);
    return value;
  }
  const promise = KernelPromise.resolve(value);
  own.drain();
  const { state, result } = takeOutcome(promise);
  if (state === "rejected") throw result;
  // A part's rejection may yet be handled outside. Before a promise that never settles: it often is the reason why.
  if (own.purpose === undefined || state === "pending") throwUnhandled(own);
  if (state === "pending") throw new KernelError("P0001", whyPending(own.purpose));
  return result;
}

function isThenable(value: unknown): boolean {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return typeof (value as { readonly then?: unknown }).then === "function";
}

function throwUnhandled({ firstRejection }: Scheduler): void {
  if (firstRejection) throw firstRejection.reason;
}

function whyPending(purpose: string | undefined): string {
  return purpose === undefined
    ? "handler promise never settles"
    : `${purpose}: the function waits for what only code outside of it can settle, and that code runs after it`;
}
