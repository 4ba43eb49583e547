import type { Context } from "../context.js";
import { usageError } from "../errors/cli-error.js";
import type { GivenOptions } from "../options/given-options.js";
import { sharedOptions } from "../options/shared-options.js";
import { createStyle, wantsColor, type Style } from "./style.js";

/** How a run shows what it has to say. */
export interface Presentation {
  readonly format: "human" | "json";
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Whether long work shows how far it is. */
  readonly showsProgress: boolean;
  readonly stdout: Style;
  readonly stderr: Style;
}

/** The presentation that options, environment and streams ask for. */
export function presentationOf(options: GivenOptions, context: Context): Presentation {
  const { env, stdout, stderr } = context;
  const quiet = options.value(sharedOptions.quiet);
  const verbose = options.value(sharedOptions.verbose);
  if (quiet && verbose) throw usageError("--quiet and --verbose exclude each other");
  const mayColor = !options.value(sharedOptions.noColor);
  const format = formatOf(options);
  return {
    format,
    quiet,
    verbose,
    showsProgress:
      format === "human" && !quiet && stderr.isTerminal && !env["CI"] && env["TERM"] !== "dumb",
    stdout: createStyle(mayColor && wantsColor(env, stdout.isTerminal)),
    stderr: createStyle(mayColor && wantsColor(env, stderr.isTerminal)),
  };
}

/** The presentation where the options themselves make no sense. */
export function fallbackPresentation(context: Context): Presentation {
  const { env, stdout, stderr } = context;
  return {
    format: "human",
    quiet: false,
    verbose: false,
    showsProgress: false,
    stdout: createStyle(wantsColor(env, stdout.isTerminal)),
    stderr: createStyle(wantsColor(env, stderr.isTerminal)),
  };
}

function formatOf(options: GivenOptions): Presentation["format"] {
  const { json, output } = sharedOptions;
  const isArgument = (option: typeof json | typeof output): boolean =>
    options.given(option)?.origin === "argument";
  if (isArgument(output) && !isArgument(json)) return options.value(output) ?? "human";
  return options.value(json) ? "json" : (options.value(output) ?? "human");
}
