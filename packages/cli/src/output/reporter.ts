import type { OutputStream } from "../context.js";
import type { Presentation } from "./presentation.js";
import { visibleLines } from "./visible.js";

/** Says on stderr what is going on. With JSON output it keeps silent, unless asked for more. */
export interface Reporter {
  /** A line that people want to see. */
  note(line: string): void;
  /** A line for those who ask for more. */
  more(line: string): void;
  /** A step of long work, where progress is shown. */
  step(line: string): void;
}

/** The reporter of one run. */
export function createReporter(stderr: OutputStream, presentation: Presentation): Reporter {
  const { format, quiet, verbose, showsProgress } = presentation;
  const style = presentation.stderr;
  const print = (line: string): void => {
    stderr.write(`${visibleLines(line)}\n`);
  };
  return {
    note: (line) => {
      if (verbose || (format === "human" && !quiet)) print(line);
    },
    more: (line) => {
      if (verbose) stderr.write(`${style.dim(visibleLines(line))}\n`);
    },
    step: (line) => {
      if (showsProgress || verbose) stderr.write(`${style.dim(visibleLines(line))}\n`);
    },
  };
}
