import picocolors from "picocolors";

/** Colours for one stream; functions that change nothing where there are none. */
export type Style = ReturnType<typeof picocolors.createColors>;

/** A style without colours. */
export const plainStyle: Style = picocolors.createColors(false);

/** The style of a stream: colours or none. */
export function createStyle(isColored: boolean): Style {
  return picocolors.createColors(isColored);
}

/**
 * Whether a stream gets colours. `NO_COLOR` beats `FORCE_COLOR`, which beats what the terminal says of itself.
 *
 * @param isTerminal - Whether the stream is a terminal.
 */
export function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env["NO_COLOR"]) return false;
  const force = env["FORCE_COLOR"];
  if (force !== undefined && force !== "") return force !== "0" && force !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}
