/** A promise job: what runs when the code that queued it has returned. */
export type Job = () => void;

/** The jobs of one call. Engines run none of their own, or too late, so the kernel keeps the queue itself. */
export class JobQueue {
  #jobs: Job[] = [];

  add(job: Job): void {
    this.#jobs[this.#jobs.length] = job;
  }

  /** Runs jobs, those that they add included, until none is left. A batch is let go once it has run. */
  drain(): void {
    while (this.#jobs.length > 0) {
      const batch = this.#jobs;
      this.#jobs = [];
      for (let index = 0; index < batch.length; index += 1) batch[index]?.();
    }
  }
}
