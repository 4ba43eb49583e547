/** SQL or command lines, and what they are expected to print. */
export interface Example {
  readonly kind: "sql" | "console";
  /** The line of the README that it starts at. */
  readonly line: number;
  /** The statements or command lines, in order. */
  readonly inputs: readonly string[];
  /** What they print; `…` stands for what differs from run to run. */
  readonly expected: string;
  /** Whether the last of them is expected to fail. */
  readonly fails: boolean;
}

/** A heading of the tour with what is below it. */
export interface Step {
  readonly title: string;
  readonly parts: readonly (string | Example)[];
}
