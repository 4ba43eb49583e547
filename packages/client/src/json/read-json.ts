/** Strings, with the colon that makes one a key, and numbers outside of them. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** What strings begin with that stand for an integer, and those that could be taken for one. */
const integerMark = "#n";
const stringMark = "#s";

/** As many digits as an integer past 2^53 has at least. */
const manyDigits = /\d{16}/;

/**
 * Parses JSON text. An integer that a number cannot hold becomes a bigint, so that no digit of it is lost.
 *
 * @throws {SyntaxError} when it is no JSON
 */
export function readJson(text: string): unknown {
  return hasLargeInteger(text) ? JSON.parse(markIntegers(text), unmark) : JSON.parse(text);
}

function hasLargeInteger(text: string): boolean {
  return manyDigits.test(text) && (text.match(tokens) ?? []).some(isLargeInteger);
}

/** Writes large integers as marked strings. Not every runtime tells a reviver the digits of a number. */
function markIntegers(text: string): string {
  return text.replace(tokens, (token: string, colon: string | undefined) => {
    if (colon !== undefined) return token;
    // An escape may stand for the mark's first character.
    if (token.startsWith('"#') || token.startsWith('"\\')) return `"${stringMark}${token.slice(1)}`;
    return isLargeInteger(token) ? `"${integerMark}${token}"` : token;
  });
}

function unmark(_key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (value.startsWith(integerMark)) return BigInt(value.slice(integerMark.length));
  return value.startsWith(stringMark) ? value.slice(stringMark.length) : value;
}

function isLargeInteger(token: string): boolean {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
}
