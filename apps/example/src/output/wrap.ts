/** Breaks a paragraph anew into lines of at most so many characters. */
export function wrap(text: string, columns: number): string {
  return text
    .split(/\s+/)
    .reduce<readonly string[]>((lines, word) => {
      const last = lines.at(-1);
      return last === undefined || last.length + 1 + word.length > columns
        ? [...lines, word]
        : [...lines.slice(0, -1), `${last} ${word}`];
    }, [])
    .join("\n");
}
