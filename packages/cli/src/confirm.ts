import { CliError } from "./errors/cli-error.js";
import { exitCodes } from "./errors/exit-code.js";
import type { Invocation } from "./invocation.js";
import { sharedOptions } from "./options/shared-options.js";

/**
 * Asks before something that cannot be undone. `--yes` answers.
 *
 * @throws {CliError} `declined` when the answer is no; `needs_yes` where nobody can be asked.
 */
export async function confirm(
  { context, options }: Pick<Invocation, "context" | "options">,
  question: string,
): Promise<void> {
  if (options.value(sharedOptions.yes)) return;
  if (context.ask === undefined) {
    throw new CliError("needs_yes", exitCodes.stopped, `nobody can be asked: ${question}`, {
      hint: "Give --yes, or set STOPGAP_YES=1.",
    });
  }
  const answer = await context.ask(`${question} [y/N] `);
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new CliError("declined", exitCodes.stopped, "nothing was changed");
}
