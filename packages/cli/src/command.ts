import type { ExitCode } from "./errors/exit-code.js";
import type { Invocation } from "./invocation.js";
import type { CliOption } from "./options/cli-option.js";
import type { JsonDocument } from "./output/json.js";
import type { Style } from "./output/style.js";

/** What a command answers, once for programs and once for people. */
export interface Answer {
  /** The one document of JSON output. */
  readonly document: JsonDocument;
  /** The same for people, without a last line end. `""` prints nothing. */
  readonly text: (style: Style) => string;
  /** Default: 0. */
  readonly exitCode?: ExitCode;
}

/** A word after a command. */
export interface CommandWord {
  /** `<path>`, `[json]` for one that may be left out, or `<package...>` for one or more. */
  readonly name: string;
  readonly description: string;
}

/** A command: a file in `commands/` each. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly words?: readonly CommandWord[];
  /** What its word can be, where that is known. */
  readonly choices?: readonly string[];
  /** Its own options, beside those that every command has. */
  readonly options?: readonly CliOption<unknown>[];
  /** Undefined when all there was to say has been shown. */
  readonly run: (invocation: Invocation) => Promise<Answer | undefined>;
}

/** Commands under one word, such as `db`. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}
