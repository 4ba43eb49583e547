/**
 * A statement's text cut into what PostgreSQL's lexer would see, as far as the kernel must know: where literals, quoted
 * names and comments are, so that words, parameters and semicolons outside of them can be found.
 */
export interface SqlToken {
  readonly kind: "word" | "parameter" | "symbol" | "opaque";
  /** Offset of the first character. */
  readonly start: number;
  readonly text: string;
}

/** Where strings may escape with a backslash: `E'...'` always, others unless strings conform to the standard. */
const escapedString = /'(?:[^'\\]|\\.|'')*'?/sy;
/** A string goes on, with the same escapes, where another quote follows after a line break. */
const continuation = /(?:[ \t\v\f]|--[^\r\n]*)*[\r\n](?:[ \t\n\v\f\r]|--[^\r\n]*[\r\n])*(?=')/y;
const plainString = /'(?:[^']|'')*'?/y;
const quotedName = /"(?:[^"]|"")*"?/y;
const dollarQuote = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const parameter = /\$\d+/y;
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const number = /\d[\w.]*/y;
const space = /[ \t\n\v\f\r]+/y;
const lineComment = /--[^\r\n]*/y;

/** Cuts a statement into tokens; white space and comments are left out. */
export function sqlTokens(sql: string, standardStrings: boolean): SqlToken[] {
  const tokens: SqlToken[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    return pattern.exec(sql)?.[0];
  };
  while (position < sql.length) {
    const skipped = take(space) ?? take(lineComment) ?? blockComment(sql, position);
    if (skipped !== undefined) {
      position += skipped.length;
      continue;
    }
    const token = nextToken(sql, position, take, standardStrings);
    tokens.push(token);
    position += token.text.length;
  }
  return tokens;
}

function nextToken(
  sql: string,
  start: number,
  take: (pattern: RegExp) => string | undefined,
  standardStrings: boolean,
): SqlToken {
  const found = (kind: SqlToken["kind"], text: string): SqlToken => ({ kind, start, text });
  if (sql[start] === "'")
    return found("opaque", take(standardStrings ? plainString : escapedString) ?? "'");
  if (sql[start] === '"') return found("opaque", take(quotedName) ?? '"');
  if (sql[start] === "$") {
    const reference = take(parameter);
    if (reference !== undefined) return found("parameter", reference);
    const delimiter = take(dollarQuote);
    if (delimiter !== undefined) return found("opaque", dollarQuoted(sql, start, delimiter));
    return found("symbol", "$");
  }
  const name = take(word);
  if (name !== undefined) {
    const isEscapePrefix = /^e$/i.test(name) && sql[start + 1] === "'";
    return isEscapePrefix ? found("opaque", name + escapedAt(sql, start + 1)) : found("word", name);
  }
  const digits = take(number);
  if (digits !== undefined) return found("opaque", digits);
  return found("symbol", sql.charAt(start));
}

function escapedAt(sql: string, start: number): string {
  let end = start;
  for (;;) {
    escapedString.lastIndex = end;
    end += escapedString.exec(sql)?.[0].length ?? 1;
    continuation.lastIndex = end;
    const between = continuation.exec(sql)?.[0];
    if (between === undefined) return sql.slice(start, end);
    end += between.length;
  }
}

function dollarQuoted(sql: string, start: number, delimiter: string): string {
  const end = sql.indexOf(delimiter, start + delimiter.length);
  return end === -1 ? sql.slice(start) : sql.slice(start, end + delimiter.length);
}

/** Block comments nest. */
function blockComment(sql: string, start: number): string | undefined {
  if (!sql.startsWith("/*", start)) return undefined;
  let depth = 0;
  let position = start;
  do {
    if (sql.startsWith("/*", position)) {
      depth += 1;
      position += 2;
    } else if (sql.startsWith("*/", position)) {
      depth -= 1;
      position += 2;
    } else {
      position += 1;
    }
  } while (depth > 0 && position < sql.length);
  return sql.slice(start, position);
}
