import { Option, type Command } from "commander";

import type { CliOption, GivenValue } from "./cli-option.js";

/** The options of one invocation, by argument or by environment. */
export interface GivenOptions {
  /**
   * What an option says.
   *
   * @throws {CliError} `usage` when what was given makes no sense for it.
   */
  value<Value>(option: CliOption<Value>): Value;
  /** What was given for it, and by what; undefined when nothing was. */
  given(option: CliOption<unknown>): GivenValue | undefined;
}

/** Reads options from what commander has parsed, and from the environment. */
export function givenOptions(command: Command, env: NodeJS.ProcessEnv): GivenOptions {
  const given = (option: CliOption<unknown>): GivenValue | undefined =>
    fromArguments(command, option) ?? fromEnvironment(env, option);
  return { given, value: (option) => option.read(given(option)) };
}

function fromArguments(command: Command, option: CliOption<unknown>): GivenValue | undefined {
  const parsed = new Option(option.flags);
  const key = parsed.attributeName();
  if (command.getOptionValueSourceWithGlobals(key) !== "cli") return undefined;
  const value: unknown = command.optsWithGlobals()[key];
  const raw = typeof value === "string" ? value : true;
  return { raw, name: parsed.long ?? option.flags, origin: "argument" };
}

function fromEnvironment(
  env: NodeJS.ProcessEnv,
  { twin, formerTwin }: CliOption<unknown>,
): GivenValue | undefined {
  for (const name of [twin, ...(formerTwin === undefined ? [] : [formerTwin])]) {
    const raw = env[name];
    if (raw) return { raw, name, origin: "environment" };
  }
  return undefined;
}
