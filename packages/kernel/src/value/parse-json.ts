/** Whether there may be an integer past 2^53: quick, and then without the tails of fractions. */
const longNumber = /\d{16}/;
const longInteger = /(?<![\d.])\d{16}/;

/** Strings, and numbers outside of them. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON that PostgreSQL wrote. Integers that a double cannot hold become bigint; no digit of an integer is lost.
 */
export function parseJson(text: string): unknown {
  return longNumber.test(text) && longInteger.test(text) ? parseExactly(text) : JSON.parse(text);
}

/** Writes long integers as marked strings before parsing and takes them back afterwards. */
function parseExactly(text: string): unknown {
  let mark = "bigint:";
  while (text.includes(mark)) mark = `#${mark}`;
  const marked = text.replace(tokens, (token) =>
    isUnsafeInteger(token) ? `"${mark}${token}"` : token,
  );
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === "string" && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

function isUnsafeInteger(token: string): boolean {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
}
