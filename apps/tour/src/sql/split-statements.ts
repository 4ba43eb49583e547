const space = String.raw`\s+|--[^\n]*|/\*[\s\S]*?\*/`;
const quoted = String.raw`\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$|'[^']*'|"[^"]*"`;
const token = new RegExp(`(?<space>${space})|(?<end>;)|${quoted}|[\\s\\S]`, "g");

/**
 * Splits SQL at its semicolons, but not at those in quotes, bodies of functions and comments. What is between two
 * statements stays away, semicolons and leading comments included.
 */
export function splitStatements(sql: string): readonly string[] {
  const statements: string[] = [];
  let start: number | undefined;
  let end = 0;
  for (const { 0: text, index, groups } of sql.matchAll(token)) {
    if (groups?.["end"] !== undefined) {
      if (start !== undefined) statements.push(sql.slice(start, end));
      start = undefined;
    } else if (groups?.["space"] === undefined) {
      start ??= index;
      end = index + text.length;
    }
  }
  return start === undefined ? statements : [...statements, sql.slice(start, end)];
}
