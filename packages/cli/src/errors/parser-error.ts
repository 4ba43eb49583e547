import { CommanderError } from "commander";

import { type CliError, usageError } from "./cli-error.js";

const helpCodes = ["commander.help", "commander.helpDisplayed", "commander.version"];

/** Whether the parser has only shown its help or version. */
export function isHelp(error: unknown): error is CommanderError {
  return error instanceof CommanderError && helpCodes.includes(error.code);
}

/** What the parser did not understand, with its suggestion as the hint. */
export function parserError(error: CommanderError): CliError {
  const [message = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const hint = suggestion?.replace(/^\((.*)\)$/, "$1") ?? "`stopgap --help` lists what there is.";
  return usageError(message, hint);
}
