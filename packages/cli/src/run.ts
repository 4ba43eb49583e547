import type { Command as Parser } from "commander";

import type { Answer } from "./command.js";
import type { Context } from "./context.js";
import { exitCodes, type ExitCode } from "./errors/exit-code.js";
import { describeFailure } from "./errors/failure.js";
import { isHelp } from "./errors/parser-error.js";
import { printFailure } from "./errors/print-failure.js";
import { givenOptions } from "./options/given-options.js";
import { printJson } from "./output/json.js";
import { fallbackPresentation, presentationOf, type Presentation } from "./output/presentation.js";
import { createReporter } from "./output/reporter.js";
import { createProgram, type Call } from "./program.js";

/**
 * Runs one command line.
 *
 * @param args - The words after `stopgap`.
 * @returns what the process should end with.
 * @example
 * process.exitCode = await run(process.argv.slice(2), processContext(signal));
 */
export async function run(args: readonly string[], context: Context): Promise<ExitCode> {
  let call: Call | undefined;
  const program = createProgram(context, (found) => {
    call = found;
  });
  try {
    program.parse(args, { from: "user" });
    // The parser ends without a call only by an error.
    return call === undefined ? exitCodes.usage : await runCall(call, context);
  } catch (error) {
    if (isHelp(error)) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const failure = describeFailure(error, context.interruption.aborted);
    printFailure(failure, context.stderr, presentationAfter(call?.parsed ?? program, context));
    return failure.exitCode;
  }
}

async function runCall({ command, parsed, words }: Call, context: Context): Promise<ExitCode> {
  const options = givenOptions(parsed, context.env);
  const presentation = presentationOf(options, context);
  for (const option of command.options ?? []) options.value(option);
  const reporter = createReporter(context, presentation);
  const answer = await command.run({
    context,
    options,
    words,
    reporter,
    show: (each) => {
      printAnswer(each, context, presentation, true);
    },
    showFailure: (error) => {
      printFailure(describeFailure(error, false), context.stderr, presentation);
    },
  });
  if (answer === undefined) return exitCodes.done;
  printAnswer(answer, context, presentation);
  return answer.exitCode ?? exitCodes.done;
}

function printAnswer(
  answer: Answer,
  context: Context,
  presentation: Presentation,
  isOneOfMany = false,
): void {
  const text =
    presentation.format === "json"
      ? printJson(answer.document, isOneOfMany ? 0 : 2)
      : answer.text(presentation.stdout);
  if (text !== "") context.stdout.write(`${text}\n`);
}

/** How to show an error: as the options ask, unless they are the error. */
function presentationAfter(parsed: Parser, context: Context): Presentation {
  try {
    return presentationOf(givenOptions(parsed, context.env), context);
  } catch {
    return fallbackPresentation(context);
  }
}
