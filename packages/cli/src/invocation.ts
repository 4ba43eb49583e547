import type { Answer } from "./command.js";
import type { Context } from "./context.js";
import type { GivenOptions } from "./options/given-options.js";
import type { Reporter } from "./output/reporter.js";

/** One run of a command: what it was given, and what it works with. */
export interface Invocation {
  readonly context: Context;
  readonly options: GivenOptions;
  /** The words after the command, in order; undefined for one that was left out. */
  readonly words: readonly (string | undefined)[];
  readonly reporter: Reporter;
  /** Shows an answer at once, for commands that go on and have many; as JSON a line each. */
  readonly show: (answer: Answer) => void;
  /** Shows an error that the command goes on after. */
  readonly showFailure: (error: unknown) => void;
}
