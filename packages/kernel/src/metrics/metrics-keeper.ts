import type { SqlRunner } from "../engine/engine.js";
import { sqlLiteral } from "../value/sql-literal.js";
import type { FunctionCounts } from "./function-counts.js";
import type { FunctionMetrics } from "./function-metrics.js";

/** How often the database is told, at most. */
const intervalMs = 10_000;

/**
 * Tells the database what this session has counted, so that others can read it.
 *
 * It tells numbers from the session's beginning, which replace those that it told before. So nothing is lost or counted twice
 * when a transaction that told them is undone.
 */
export class MetricsKeeper {
  readonly #engine: SqlRunner;
  readonly #functions: FunctionMetrics;
  /** Tells this kernel from the others of the session, and from those of earlier sessions with the same process number. */
  readonly #kernel = Math.random().toString(36).slice(2, 12);
  readonly #began = Date.now();
  #due: number;
  #number = 0;
  #lastTold = 0;

  constructor(engine: SqlRunner, functions: FunctionMetrics) {
    this.#engine = engine;
    this.#functions = functions;
    this.#due = this.#began + intervalMs;
  }

  /** Whether it is time again. A clock that was set back does not put it off for long. */
  isDue(now: number): boolean {
    return now >= this.#due || now < this.#due - intervalMs;
  }

  /** Tells what has changed. What the database refuses is told later; nothing but a cancel can fail here. */
  tell(now: number): void {
    this.#due = now + intervalMs;
    const { changed, all } = this.#functions;
    if (changed.length === 0) return;
    if (this.#told(changed, now) === "lost") {
      this.#lastTold = 0;
      this.#told(all, now);
    }
  }

  /** `lost`: what was told last is not there, because its transaction was undone. */
  #told(counts: readonly FunctionCounts[], now: number): string | null {
    const number = this.#number + 1;
    const calls = counts.map((count) => count.calls);
    const outcome = this.#engine.fetch(
      `select plts.keep_metrics(${sqlLiteral(this.#kernel)}, ${String(number)}, ${String(this.#lastTold)}, ` +
        `${String(Math.max(0, now - this.#began))}, ${sqlLiteral(JSON.stringify(counts))}) as j`,
    );
    if (!outcome.ok || outcome.text !== "kept") return outcome.ok ? outcome.text : null;
    this.#number = number;
    this.#lastTold = number;
    for (let index = 0; index < counts.length; index += 1) {
      const count = counts[index];
      if (count) count.toldCalls = calls[index] ?? 0;
    }
    return "kept";
  }
}
