/**
 * Text from outside as one harmless line: control characters, which a terminal would obey, become escapes.
 *
 * @example
 * visible("a\u001b[2Jb"); // "a\\x1b[2Jb"
 */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, "0")}`;
  });
}

/** The same for text of several lines: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text
    .split(/\r\n|[\n\r]/)
    .map((line) => line.split("\t").map(visible).join("\t"))
    .join("\n");
}
