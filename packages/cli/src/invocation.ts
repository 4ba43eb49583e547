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
}
