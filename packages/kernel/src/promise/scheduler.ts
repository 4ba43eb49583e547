import { type Job, JobQueue } from "./job-queue.js";

/** The jobs and the unhandled rejections of one call. A call that a statement makes in turn has its own. */
export class Scheduler {
  readonly jobs = new JobQueue();
  #unhandled: Map<object, unknown> | undefined;

  /** Remembers a rejection that nobody has asked for yet. */
  rejected(promise: object, reason: unknown): void {
    this.#unhandled ??= new Map();
    this.#unhandled.set(promise, reason);
  }

  /** Somebody has asked for it. */
  handled(promise: object): void {
    this.#unhandled?.delete(promise);
  }

  /** The first rejection that nobody has asked for. */
  get unhandled(): { readonly reason: unknown } | undefined {
    if (!this.#unhandled) return undefined;
    for (const reason of this.#unhandled.values()) return { reason };
    return undefined;
  }
}

let current = new Scheduler();

/** The scheduler of the call that is running. */
export function scheduler(): Scheduler {
  return current;
}

/** Adds a job to the call that is running. */
export function enqueue(job: Job): void {
  current.jobs.add(job);
}

/** Runs a function with a scheduler of its own. */
export function withScheduler<T>(run: (own: Scheduler) => T): T {
  const outer = current;
  current = new Scheduler();
  try {
    return run(current);
  } finally {
    current = outer;
  }
}
