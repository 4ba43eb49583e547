import { SchemaError } from "./errors.js";
import type { SchemaProblem } from "./errors.js";

/** Collects what is wrong, so that one error says all of it. */
export class Problems {
  readonly #found: SchemaProblem[] = [];
  readonly #cycles: { readonly of: string; readonly members: readonly string[] }[] = [];

  add({ file, line, column, message }: SchemaProblem): void {
    this.#found.push({ file, line, column, message });
  }

  /**
   * Adds things that wait for each other.
   *
   * @param of - What they are, such as `table definitions`.
   * @param cycles - The names of the members of each cycle.
   */
  addCycles(of: string, cycles: readonly (readonly string[])[]): void {
    for (const members of cycles) this.#cycles.push({ of, members: [...new Set(members)].sort() });
  }

  /** @throws {@link SchemaError} `invalid_file` where a file is wrong, else `cycle` where things wait for each other. */
  throwIfAny(): void {
    const problems = this.#found;
    const [problem] = problems;
    if (problem !== undefined) {
      const lines = problems.map(
        ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
      );
      throw new SchemaError("invalid_file", lines.join("\n"), { ...problem, problems });
    }
    const [cycle] = this.#cycles;
    if (cycle === undefined) return;
    const lines = this.#cycles.map(
      ({ of, members }) => `Circular dependency detected in ${of}: ${members.join(", ")}`,
    );
    throw new SchemaError("cycle", [...new Set(lines)].join("\n"), {
      object: cycle.members.join(", "),
    });
  }
}
