/** What a statement or a command left behind. */
export interface Outcome {
  readonly failed: boolean;
  /** What it printed; empty for nothing. */
  readonly output: string;
}
