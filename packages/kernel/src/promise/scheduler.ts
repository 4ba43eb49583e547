import { type Job, JobQueue } from "./job-queue.js";
import { Rejections } from "./rejections.js";

/**
 * The jobs of one call, or of a part of it that must come to its end before anything else goes on. A call that a statement
 * makes in turn has its own.
 *
 * A job belongs to the code that asked for it: what waits outside of such a part goes on outside, whoever settles the
 * promise.
 */
export class Scheduler {
  readonly #outer: Scheduler | undefined;
  // Most calls need neither.
  #jobs: JobQueue | undefined;
  #rejections: Rejections | undefined;
  /** Nothing of it runs any more. Set without a call, which could fail where the stack ends. */
  hasEnded = false;

  /** What this is a part for; undefined for a whole call. */
  readonly purpose: string | undefined;

  constructor(outer?: Scheduler, purpose?: string) {
    this.#outer = outer;
    this.purpose = purpose;
  }

  /** Those of the whole call. */
  get rejections(): Rejections {
    return this.#outer ? this.#outer.rejections : (this.#rejections ??= new Rejections());
  }

  get firstRejection(): { readonly reason: unknown } | undefined {
    return this.#outer ? this.#outer.firstRejection : this.#rejections?.first;
  }

  /** Adds a job. What was left over by code that has ended goes to what is around it. */
  add(job: Job): void {
    if (!this.hasEnded) (this.#jobs ??= new JobQueue()).add(job);
    else if (this.#outer) this.#outer.add(job);
    else if (running.scheduler !== this) enqueue(job);
  }

  /** Leaves its jobs to what is around it. */
  leaveJobs(): void {
    for (const job of this.#jobs?.take() ?? []) this.#outer?.add(job);
  }

  /** Runs jobs until none is left. */
  drain(): void {
    this.#jobs?.drain();
  }
}

/** What is running now. */
interface Running {
  /** Undefined until the code that is running asks for it, which most calls never do. */
  scheduler: Scheduler | undefined;
}

/** For those who begin and end a call: calling something for that could fail where the stack ends. */
export const running: Running = { scheduler: undefined };

/** The scheduler of the code that is running. */
export function scheduler(): Scheduler {
  return (running.scheduler ??= new Scheduler());
}

/** Adds a job of the code that is running. */
export function enqueue(job: Job): void {
  scheduler().add(job);
}

/** Runs a call, with a scheduler of its own. */
export function withScheduler<T>(run: () => T): T {
  return runIn(undefined, run);
}

/** Runs a part of the call, with a scheduler of its own. */
export function withInnerScheduler<T>(purpose: string, run: () => T): T {
  return runIn(new Scheduler(scheduler(), purpose), run);
}

function runIn<T>(own: Scheduler | undefined, run: () => T): T {
  const outer = running.scheduler;
  running.scheduler = own;
  try {
    return run();
  } finally {
    if (running.scheduler) running.scheduler.hasEnded = true;
    running.scheduler = outer;
  }
}
