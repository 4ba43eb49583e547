import { quoteIdentifier, quoteLiteral, quoteText } from "./quote.js";

/** Values for a file's placeholders, by name. */
export type Variables = Readonly<Record<string, string>>;

/**
 * Fills in an SQL file. Placeholders are those of psql, so that a file can be read, and run, by it too: `:"name"` is an
 * identifier, `:'name'` a literal, `:engine` the value as it is.
 *
 * @throws {Error} for a placeholder without a value
 */
export function fillIn(sql: string, variables: Variables): string {
  return withSafeQuotes(sql, Object.values(variables)).replace(
    /(?<!:):(?:"(?<identifier>\w+)"|'(?<literal>\w+)'|(?<plain>engine)\b)/g,
    (placeholder, ...groups: unknown[]) => {
      const names = groups.at(-1) as Readonly<Partial<Record<string, string>>>;
      const name = names["identifier"] ?? names["literal"] ?? names["plain"] ?? "";
      const value = variables[name];
      if (value === undefined) throw new Error(`no value for ${placeholder}`);
      if (names["identifier"]) return quoteIdentifier(value);
      if (names["plain"]) return value;
      return value.includes("\n") ? quoteText(value) : quoteLiteral(value);
    },
  );
}

/** A value may contain the dollar quotes of the function body that it is put into. */
function withSafeQuotes(sql: string, values: readonly string[]): string {
  if (!values.some((value) => value.includes("$$"))) return sql;
  let tag = "stopgap";
  while (values.some((value) => value.includes(tag))) tag += "_";
  return sql.replaceAll("$$", () => `$${tag}$`);
}
