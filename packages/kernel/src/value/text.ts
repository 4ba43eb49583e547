const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Where an engine has it, it is fifty times as fast as the pattern. */
const { isWellFormed } = String.prototype as { isWellFormed?: (this: string) => boolean };

/** Why PostgreSQL cannot hold a string, or undefined where it can. */
export function textProblem(text: string): string | undefined {
  if (text.includes("\0")) return "the character U+0000, which PostgreSQL cannot store";
  if (hasLoneSurrogate(text)) return "half of a surrogate pair, which is no valid text";
  return undefined;
}

function hasLoneSurrogate(text: string): boolean {
  return isWellFormed ? !Reflect.apply(isWellFormed, text, []) : loneSurrogate.test(text);
}

/** A message that any client can receive: what PostgreSQL cannot hold is replaced. */
export function sanitize(text: string): string {
  return text.replaceAll("\0", "\uFFFD").replace(new RegExp(loneSurrogate.source, "g"), "\uFFFD");
}
