/** A promise job: what runs when the code that queued it has returned. */
export type Job = () => void;

/** The jobs of one call. Engines run none of their own, or too late, so the kernel keeps the queue itself. */
export class JobQueue {
  #jobs: Job[] = [];
  #next = 0;

  add(job: Job): void {
    this.#jobs[this.#jobs.length] = job;
  }

  /** Runs jobs, those that they add included, until none is left. */
  drain(): void {
    for (;;) {
      const job = this.#jobs[this.#next];
      if (!job) break;
      this.#next += 1;
      job();
    }
    this.#jobs = [];
    this.#next = 0;
  }
}
