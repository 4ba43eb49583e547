import { KernelError } from "../errors/kernel-error.js";
import { isPromise, KernelPromise, takeOutcome } from "./promise.js";
import { whyPending } from "./why-pending.js";
import { running, type Scheduler, scheduler, withInnerScheduler } from "./scheduler.js";

/**
 * What a handler's result comes to: runs the jobs of the call, or of the part of it that is running, until none is left.
 *
 * @throws what the promise was rejected with, or a rejection that nobody handled
 * @throws {KernelError} when the promise is still pending and nothing is left that could settle it
 */
export function settled(value: unknown): unknown {
  if (!isPromise(value) && !isThenable(value)) {
    const own = running.scheduler;
    own?.drain();
    if (own?.purpose === undefined) throwUnhandled(own);
    return value;
  }
  const promise = KernelPromise.resolve(value);
  const own = running.scheduler;
  own?.drain();
  const { state, result } = takeOutcome(promise);
  if (state === "rejected") throw result;
  // A part's rejection may yet be handled outside. Before a promise that never settles: it often is the reason why.
  if (own?.purpose === undefined || state === "pending") throwUnhandled(own);
  if (state === "pending") throw new KernelError("P0001", whyPending(own?.purpose));
  return result;
}

function isThenable(value: unknown): boolean {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return typeof (value as { readonly then?: unknown }).then === "function";
}

function throwUnhandled(own: Scheduler | undefined): void {
  const rejection = own?.firstRejection;
  if (rejection) throw rejection.reason;
}

/**
 * Evaluates an imported module. Most are done at once, and leave the jobs that they have asked for to the call. The jobs of
 * one that waits run here, and no others, so that importing it changes the order of nothing else.
 *
 * @throws what the module threw
 * @throws {KernelError} when it waits for what nothing of its own can settle
 */
export function evaluated(evaluate: () => KernelPromise): void {
  const { state, result } = withInnerScheduler("import", () => {
    const own = scheduler();
    const evaluation = evaluate();
    const outcome = takeOutcome(evaluation);
    if (outcome.state !== "pending") {
      own.leaveJobs();
      return outcome;
    }
    own.drain();
    return takeOutcome(evaluation);
  });
  if (state === "rejected") throw result;
  if (state === "pending") throw new KernelError("P0001", "imported module never settles");
}
