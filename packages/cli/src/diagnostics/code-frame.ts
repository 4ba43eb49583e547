import type { Style } from "../output/style.js";
import { visibleLines } from "../output/visible.js";

const linesAround = 1;

/**
 * The lines around a position, with a caret below it, the way TypeScript shows them.
 *
 * @param line - From 1.
 * @param column - From 1, in UTF-16 units.
 * @returns `""` where the source has no such line.
 */
export function codeFrame(source: string, line: number, column: number, style: Style): string {
  const lines = source.split(/\r\n|[\n\r]/);
  if (line < 1 || line > lines.length) return "";
  const first = Math.max(1, line - linesAround);
  const last = Math.min(lines.length, line + linesAround);
  const width = last.toString().length;
  return lines
    .slice(first - 1, last)
    .flatMap((text, index) => {
      const number = first + index;
      const gutter = style.inverse(number.toString().padStart(width));
      const shown = `${gutter} ${visibleLines(text)}`;
      if (number !== line) return [shown];
      // Tabs stay tabs, so that the caret stands below its character on every terminal.
      const indent = text.slice(0, column - 1).replaceAll(/[^\t]/g, " ");
      return [shown, `${style.inverse(" ".repeat(width))} ${indent}${style.red("^")}`];
    })
    .join("\n");
}
