import type { Context } from "../context.js";
import type { ProgressListener } from "../progress/progress-event.js";
import { StepDisplay } from "../progress/step-display.js";
import { redact } from "../connection/redact.js";
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
  /**
   * Shows the steps of long work, where progress is shown: `work` is given whom to tell; undefined where nobody listens.
   * Work inside of work is told to the same display.
   */
  during<Result>(work: (tell: ProgressListener | undefined) => Promise<Result>): Promise<Result>;
}

/** The reporter of one run. */
export function createReporter(
  { stderr, now }: Pick<Context, "stderr" | "now">,
  presentation: Presentation,
): Reporter {
  const { format, quiet, verbose, showsProgress } = presentation;
  const style = presentation.stderr;
  let display: StepDisplay | undefined;
  const write = (line: string): void => {
    const print = (): void => {
      stderr.write(`${line}\n`);
    };
    if (display === undefined) print();
    else display.above(print);
  };
  const visibleLine = (line: string): string => visibleLines(redact(line));
  return {
    note: (line) => {
      if (verbose || (format === "human" && !quiet)) write(visibleLine(line));
    },
    more: (line) => {
      if (verbose) write(style.dim(visibleLine(line)));
    },
    step: (line) => {
      if (showsProgress || verbose) write(style.dim(visibleLine(line)));
    },
    during: async (work) => {
      if (!showsProgress) return work(undefined);
      if (display !== undefined) return work(tellTo(display));
      const opened = await StepDisplay.open(stderr, style, now);
      display = opened;
      let hasFailed = true;
      try {
        const result = await work(tellTo(opened));
        hasFailed = false;
        return result;
      } finally {
        display = undefined;
        opened.close(hasFailed);
      }
    },
  };
}

function tellTo(display: StepDisplay): ProgressListener {
  return (event) => {
    display.tell(event);
  };
}
