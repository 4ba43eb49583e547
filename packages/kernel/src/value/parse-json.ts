/** Strings, with the colon that makes one a key, and numbers outside of them. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** What strings begin with that stand for an integer, and those that would look like one of the two marks. */
const integerMark = "#n";
const stringMark = "#s";

/**
 * Parses JSON that PostgreSQL wrote. Integers that a double cannot hold become bigint; no digit of an integer is lost.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return text.length >= shortestUnsafe && holdsUnsafe(value) ? parseExactly(text) : value;
}

/** How long an integer past 2^53 is at least. */
const shortestUnsafe = 16;
const firstUnsafe = 2 ** 53;

/**
 * Whether any number is too large for a double to tell it from its neighbours. To look at the values takes less time than
 * to look for digits in the text, in the engine that interprets.
 */
function holdsUnsafe(root: unknown): boolean {
  if (typeof root !== "object" || root === null) return isUnsafe(root);
  // The engine that interprets takes long to call, so this is one function.
  const values: object[] = [root];
  for (let count = 1; count > 0;) {
    count -= 1;
    const value = values[count] as Readonly<Record<string, unknown>>;
    if (Array.isArray(value)) {
      const elements: readonly unknown[] = value;
      for (let index = 0; index < elements.length; index += 1) {
        const element = elements[index];
        if (typeof element === "object" && element !== null) {
          values[count] = element;
          count += 1;
        } else if (isUnsafe(element)) {
          return true;
        }
      }
    } else {
      for (const key in value) {
        const member = value[key];
        if (typeof member === "number") {
          if (member >= firstUnsafe || member <= -firstUnsafe) return true;
        } else if (typeof member === "object" && member !== null) {
          values[count] = member;
          count += 1;
        }
      }
    }
  }
  return false;
}

function isUnsafe(value: unknown): boolean {
  return typeof value === "number" && (value >= firstUnsafe || value <= -firstUnsafe);
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
