import { Command as Parser, Option } from "commander";

import { commandTree } from "./command-tree.js";
import type { Command, CommandGroup } from "./command.js";
import type { Context } from "./context.js";
import type { CliOption } from "./options/cli-option.js";
import { sharedOptions } from "./options/shared-options.js";
import { version } from "./version.js";

/** A command as it was called. */
export interface Call {
  readonly command: Command;
  readonly parsed: Parser;
  readonly words: readonly (string | undefined)[];
}

/**
 * The parser of the command line. It exits never, throws commander's errors, and says nothing but help.
 *
 * @param onCall - Called when a command and its options were understood.
 */
export function createProgram(context: Context, onCall: (call: Call) => void): Parser {
  const program = new Parser("stopgap")
    .description("TypeScript functions inside PostgreSQL, shipped like services")
    .version(version, "-V, --version", "print the version")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => {
        context.stdout.write(text);
      },
      writeErr: (text) => {
        context.stderr.write(text);
      },
      outputError: () => undefined,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const option of Object.values(sharedOptions)) program.addOption(parserOption(option));
  for (const command of commandTree) addCommand(program, command, onCall);
  return program;
}

function addCommand(
  parent: Parser,
  command: Command | CommandGroup,
  onCall: (call: Call) => void,
): void {
  const parser = parent.command(command.name).description(command.summary);
  if ("commands" in command) {
    for (const each of command.commands) addCommand(parser, each, onCall);
    return;
  }
  for (const { name, description } of command.words ?? []) parser.argument(name, description);
  for (const option of command.options ?? []) parser.addOption(parserOption(option));
  parser.action(() => {
    const words = (parser.processedArgs as readonly (string | string[] | undefined)[]).flat();
    onCall({ command, parsed: parser, words });
  });
}

/** An option for the parser. The environment and defaults are not its business: `givenOptions` reads them. */
function parserOption(option: CliOption<unknown>): Option {
  const { flags, description, twin, formerTwin, shownDefault, isRepeatable = false } = option;
  const extra = [
    shownDefault === undefined ? [] : `default: ${shownDefault}`,
    formerTwin === undefined ? [] : `env, as before: ${formerTwin}`,
    `env: ${twin}`,
  ];
  const parsed = new Option(flags, `${description} (${extra.flat().join(", ")})`);
  if (!isRepeatable) return parsed;
  return parsed.argParser((value: string, before: string | undefined) =>
    before === undefined ? value : `${before},${value}`,
  );
}
