import { exitCodes, processContext, run, type OutputStream } from "@stopgap/cli";

import type { Outcome } from "../output/outcome.js";

/**
 * Runs a command line of `stopgap` in this process.
 *
 * @param line - Such as `stopgap call api.legacy.sell '{"id": 1}'`.
 * @param url - The database, as `STOPGAP_DB` would name it.
 * @param hasColors - Whether what it prints may have colours.
 * @throws Error for a command that is not `stopgap`.
 */
export async function runCommand(line: string, url: string, hasColors: boolean): Promise<Outcome> {
  const [program, ...args] = words(line);
  if (program !== "stopgap") throw new Error(`not a command of stopgap: ${line}`);
  const printed: string[] = [];
  const stream: OutputStream = {
    isTerminal: hasColors,
    write: (text) => void printed.push(text),
  };
  const context = processContext(new AbortController().signal);
  const exitCode = await run(args, {
    ...context,
    env: { STOPGAP_DB: url },
    stdout: stream,
    // Progress is for people who wait, not for what is kept.
    stderr: { ...stream, isTerminal: false },
    ask: undefined,
  });
  return { failed: exitCode !== exitCodes.done, output: printed.join("").trimEnd() };
}

/** The words of a command line; single quotes hold one together. */
function words(line: string): readonly string[] {
  return Array.from(line.matchAll(/'([^']*)'|\S+/g), ([word, quoted]) => quoted ?? word);
}
