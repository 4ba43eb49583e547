import { scanSql, type SqlToken } from "../declared/sql-parser.js";

/** What {@link asReadAgain} may change. */
export function mayBeReadOtherwise(text: string): boolean {
  return text.includes("])::");
}

/**
 * An expression as PostgreSQL writes it once it has read what it wrote itself. `v in ('a', 'b')` of a varchar is written
 * `(ARRAY['a'::character varying, 'b'::character varying])::text[]`, which is read as an array of values that are cast one by one, and
 * written so from then on: in whatever was made from such a text, by a dump or by a comparison.
 */
export async function asReadAgain(text: string): Promise<string> {
  let current = text;
  while (mayBeReadOtherwise(current)) {
    const scanned = await scanSql(current);
    const next = scanned.ok ? castElements(Buffer.from(current), scanned.tokens) : null;
    if (next === null) return current;
    current = next;
  }
  return current;
}

/** The first array that is cast as a whole, as one of elements that are; null where there is none. */
function castElements(text: Buffer, tokens: readonly SqlToken[]): string | null {
  for (const [at, opening] of tokens.entries()) {
    if (opening.text !== "(" || tokens[at + 1]?.text !== "ARRAY" || tokens[at + 2]?.text !== "[")
      continue;
    const [first, end] = [at + 3, closing(tokens, at + 2)];
    const type = castType(text, tokens, end + 1);
    if (!type) continue;
    // The elements of an array of arrays are those of the inner ones.
    const array = tokens[first]?.text === "ARRAY" ? "[]" : "";
    const elements = elementsBetween(text, tokens, first, end);
    return [
      text.subarray(0, opening.start).toString(),
      `ARRAY[${elements.map((element) => `(${element})::${type.name}${array}`).join(", ")}]`,
      text.subarray(type.end).toString(),
    ].join("");
  }
  return null;
}

/** Where a bracket is closed. */
function closing(tokens: readonly SqlToken[], opening: number): number {
  let depth = 0;
  for (let at = opening; at < tokens.length; at += 1) {
    depth += depthOf(tokens[at]);
    if (depth === 0) return at;
  }
  return tokens.length;
}

function depthOf(token: SqlToken | undefined): number {
  if (token?.text === "(" || token?.text === "[") return 1;
  return token?.text === ")" || token?.text === "]" ? -1 : 0;
}

/** The type of the elements, where `)::type[]` begins. */
function castType(
  text: Buffer,
  tokens: readonly SqlToken[],
  at: number,
): { readonly name: string; readonly end: number } | null {
  if (tokens[at]?.text !== ")" || tokens[at + 1]?.text !== "::") return null;
  const array = tokens.findIndex(({ text: token }, index) => index > at && token === "[");
  const [start, last] = [tokens[at + 2]?.start, tokens[array + 1]];
  const ended = tokens[array]?.start;
  if (start === undefined || ended === undefined || last?.text !== "]") return null;
  return { name: text.subarray(start, ended).toString(), end: last.end };
}

function elementsBetween(
  text: Buffer,
  tokens: readonly SqlToken[],
  first: number,
  end: number,
): readonly string[] {
  const elements: string[] = [];
  let [start, depth] = [tokens[first]?.start ?? 0, 0];
  for (let at = first; at <= end; at += 1) {
    const token = tokens[at];
    if (!token) break;
    if (at === end || (depth === 0 && token.text === ",")) {
      elements.push(text.subarray(start, token.start).toString().trim());
      start = token.end;
    }
    depth += depthOf(token);
  }
  return elements.filter((element) => element !== "");
}
