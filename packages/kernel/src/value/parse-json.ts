/** An integer that may be past 2^53; never the tail of a fraction or of a longer number. */
const longInteger = /(?<![\d.])\d{16}/;

/** Strings, with the colon that makes one a key, and numbers outside of them. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** What strings begin with that stand for an integer, and those that would look like one of the two marks. */
const integerMark = "#n";
const stringMark = "#s";

/**
 * Parses JSON that PostgreSQL wrote. Integers that a double cannot hold become bigint; no digit of an integer is lost.
 */
export function parseJson(text: string): unknown {
  return longInteger.test(text) ? parseExactly(text) : JSON.parse(text);
}

/** Writes long integers as marked strings before parsing and takes them back afterwards. */
function parseExactly(text: string): unknown {
  const marked = text.replace(tokens, (token: string, colon: string | undefined) => {
    if (colon !== undefined) return token;
    // An escape may stand for the mark's first character; the `json` type keeps escapes as they were written.
    if (token.startsWith('"#') || token.startsWith('"\\')) return `"${stringMark}${token.slice(1)}`;
    return isUnsafeInteger(token) ? `"${integerMark}${token}"` : token;
  });
  return JSON.parse(marked, (_key, value: unknown) => {
    if (typeof value !== "string") return value;
    if (value.startsWith(integerMark)) return BigInt(value.slice(integerMark.length));
    return value.startsWith(stringMark) ? value.slice(stringMark.length) : value;
  });
}

function isUnsafeInteger(token: string): boolean {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
}
