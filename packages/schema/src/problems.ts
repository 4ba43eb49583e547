import { SchemaError } from "./errors.js";
import type { SchemaProblem } from "./errors.js";

/** One of several things that wait for each other. */
export interface CycleMember {
  readonly name: string;
  readonly place: Omit<SchemaProblem, "message">;
}

/** How many problems the message of an error lists; all of them are in its `problems`. */
const mostLines = 100;

/** Collects what is wrong, so that one error says all of it. */
export class Problems {
  readonly #found: SchemaProblem[] = [];
  readonly #cycles: SchemaProblem[] = [];

  add({ file, line, column, message }: SchemaProblem): void {
    this.#found.push({ file, line, column, message });
  }

  /**
   * Adds things that wait for each other.
   *
   * @param of - What they are, such as `table definitions`.
   */
  addCycle(of: string, members: readonly CycleMember[]): void {
    const [first] = members;
    if (first === undefined) return;
    const names = [...new Set(members.map(({ name }) => name))].sort().join(", ");
    const message = `Circular dependency detected in ${of}: ${names}`;
    if (this.#cycles.some((cycle) => cycle.message === message)) return;
    const { file, line, column } = first.place;
    this.#cycles.push({ file, line, column, message });
  }

  /** @throws {@link SchemaError} `invalid_file` where a file is wrong, else `cycle` where things wait for each other. */
  throwIfAny(): void {
    const [problem] = this.#found;
    if (problem !== undefined) {
      const lines = this.#found
        .slice(0, mostLines)
        .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
      const left = this.#found.length - lines.length;
      if (left > 0) lines.push(`... and ${left} more`);
      const problems = this.#found;
      throw new SchemaError("invalid_file", lines.join("\n"), { ...problem, problems });
    }
    const [cycle] = this.#cycles;
    if (cycle !== undefined) {
      const lines = this.#cycles.map(({ message }) => message);
      throw new SchemaError("cycle", lines.join("\n"), { ...cycle, problems: this.#cycles });
    }
  }
}
