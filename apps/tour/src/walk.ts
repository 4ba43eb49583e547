import { formatInput } from "./output/format-input.js";
import type { Look } from "./output/look.js";
import type { Outcome } from "./output/outcome.js";
import { wrap } from "./output/wrap.js";
import { TourError } from "./errors.js";
import { runInput, type Target } from "./steps/run-input.js";
import type { Example, Step } from "./steps/step.js";

/** Where the tour is shown. */
export interface Screen {
  readonly look: Look;
  readonly columns: number;
  readonly print: (text: string) => void;
}

/**
 * Takes the steps one after the other, and shows each statement and command with what it printed.
 *
 * @throws {@link TourError} `unexpected_outcome` where something fails that should not, or the other way round.
 */
export async function walk(steps: readonly Step[], target: Target, screen: Screen): Promise<void> {
  for (const [index, { title, parts }] of steps.entries()) {
    screen.print(`\n${screen.look.title(`${index + 1}. ${title}`)}\n`);
    for (const part of parts) {
      if (typeof part === "string") screen.print(`${paragraph(part, screen)}\n`);
      else await show(part, target, screen);
    }
  }
}

async function show(example: Example, target: Target, screen: Screen): Promise<void> {
  const { kind, inputs, fails, line } = example;
  for (const [index, input] of inputs.entries()) {
    screen.print(screen.look.input(formatInput(kind, input)));
    const outcome = await runInput(kind, input, target);
    screen.print(`${formatOutcome(outcome, screen)}\n`);
    const shouldFail = fails && index === inputs.length - 1;
    if (outcome.failed === shouldFail) continue;
    const found = shouldFail ? "succeeded" : "failed";
    throw new TourError(
      "unexpected_outcome",
      `The tour ends early: what is printed above ${found}, and should not have (README.md, line ${line}).`,
    );
  }
}

function paragraph(text: string, { columns }: Screen): string {
  return wrap(text.replaceAll("\n", " "), columns);
}

function formatOutcome({ failed, output }: Outcome, { look, columns }: Screen): string {
  if (output === "") return look.aside("(done)");
  const text = wrap(output, columns);
  return failed ? look.failure(text) : text;
}
