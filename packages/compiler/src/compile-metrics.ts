/** What a compilation fails with: bad source, a statement that was cancelled, anything else. */
export type CompileErrorClass = "diagnostics" | "sql" | "unknown";

/** Counts the runs of the compiler in one session. */
export class CompileMetrics {
  #calls = 0;
  #errors = 0;
  #total = 0;
  #last = 0;
  #max = 0;
  readonly #classes: Record<CompileErrorClass, number> = { diagnostics: 0, sql: 0, unknown: 0 };

  /**
   * Counts one run.
   *
   * @param elapsed in milliseconds
   * @param failure undefined for a success
   */
  count(elapsed: number, failure: CompileErrorClass | undefined): void {
    this.#calls += 1;
    this.#total += elapsed;
    this.#last = elapsed;
    this.#max = Math.max(this.#max, elapsed);
    if (failure === undefined) return;
    this.#errors += 1;
    this.#classes[failure] += 1;
  }

  toJSON(): object {
    return {
      calls: this.#calls,
      errors: this.#errors,
      latency_ms: { total: this.#total, last: this.#last, max: this.#max },
      error_classes: this.#classes,
    };
  }
}
