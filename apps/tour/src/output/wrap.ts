import { stripVTControlCharacters } from "node:util";

/** Breaks each line that is longer than so many characters at its spaces. Colours have no length. */
export function wrap(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => (width(line) <= columns ? [line] : fold(line, columns)))
    .join("\n");
}

function fold(line: string, columns: number): readonly string[] {
  return line.split(" ").reduce<readonly string[]>((lines, word) => {
    const last = lines.at(-1);
    return last === undefined || width(last) + 1 + width(word) > columns
      ? [...lines, word]
      : [...lines.slice(0, -1), `${last} ${word}`];
  }, []);
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
