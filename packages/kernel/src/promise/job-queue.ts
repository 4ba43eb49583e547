/** A promise job: what runs when the code that queued it has returned. */
export type Job = () => void;

/** The jobs of one call. Engines run none of their own, or too late, so the kernel keeps the queue itself. */
export class JobQueue {
  /** Undefined where there are none. */
  #jobs: Job[] | undefined;

  add(job: Job): void {
    const jobs = (this.#jobs ??= []);
    jobs[jobs.length] = job;
  }

  /** Gives up its jobs. */
  take(): readonly Job[] {
    const jobs = this.#jobs ?? [];
    this.#jobs = undefined;
    return jobs;
  }

  /** Runs jobs, those that they add included, until none is left. A batch is let go once it has run. */
  drain(): void {
    while (this.#jobs !== undefined) {
      const batch = this.#jobs;
      this.#jobs = undefined;
      for (let index = 0; index < batch.length; index += 1) batch[index]?.();
    }
  }
}
