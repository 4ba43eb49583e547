import { styleText } from "node:util";
import type { WriteStream } from "node:tty";

// Otherwise Node asks the process's own output once more.
const unasked = { validateStream: false };

/** How the parts of the tour look. */
export interface Look {
  readonly hasColors: boolean;
  readonly title: (text: string) => string;
  readonly input: (text: string) => string;
  readonly aside: (text: string) => string;
  readonly failure: (text: string) => string;
}

/** Colours for a terminal that has them and was not asked to do without (`NO_COLOR`); none for everything else. */
export function lookFor(stream: Pick<WriteStream, "isTTY" | "hasColors">): Look {
  const hasColors = stream.isTTY && stream.hasColors();
  const style =
    (...format: Parameters<typeof styleText>[0][]) =>
    (text: string): string =>
      hasColors ? format.reduce((styled, each) => styleText(each, styled, unasked), text) : text;
  return {
    hasColors,
    title: style("bold", "underline"),
    input: style("cyan"),
    aside: style("dim"),
    failure: style("red"),
  };
}
