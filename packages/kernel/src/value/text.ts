const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Why PostgreSQL cannot hold a string, or undefined where it can. */
export function textProblem(text: string): string | undefined {
  if (text.includes("\0")) return "the character U+0000, which PostgreSQL cannot store";
  if (loneSurrogate.test(text)) return "half of a surrogate pair, which is no valid text";
  return undefined;
}

/** A message that any client can receive: what PostgreSQL cannot hold is replaced. */
export function sanitize(text: string): string {
  return text.replaceAll("\0", "\uFFFD").replace(new RegExp(loneSurrogate.source, "g"), "\uFFFD");
}
