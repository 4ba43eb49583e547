import { scanSql } from "../../declared/sql-parser.js";

/** What a name of a schema becomes in front of another name; undefined where it stays. */
export type Redirect = (schema: string, name: string) => string | undefined;

/**
 * Writes other schemas in front of the names of a statement. Everything else stays as it was written. Names are found by
 * PostgreSQL's scanner, since its parser does not say where the names of types and sequences stand. A text such as
 * `'public.orders_id_seq'` counts too, as far as the same rule says so.
 */
export async function redirectNames(statement: string, redirect: Redirect): Promise<string> {
  const scanned = await scanSql(statement);
  if (!scanned.ok) return statement;
  const tokens = scanned.tokens.filter(({ kind }) => kind !== "comment");
  const bytes = Buffer.from(statement);
  const parts: string[] = [];
  let end = 0;
  tokens.forEach((token, at) => {
    const replacement = token.text.startsWith("'")
      ? redirectText(token.text, redirect)
      : tokens[at - 1]?.text !== "." && tokens[at + 1]?.text === "."
        ? redirect(identifier(token.text), identifier(tokens[at + 2]?.text ?? ""))
        : undefined;
    if (replacement === undefined) return;
    parts.push(bytes.toString("utf8", end, token.start), replacement);
    end = token.end;
  });
  return [...parts, bytes.toString("utf8", end)].join("");
}

function redirectText(text: string, redirect: Redirect): string | undefined {
  const found = /^'("(?:[^"']|"")+"|[a-zA-Z_][\w$]*)\.("(?:[^"']|"")+"|[a-zA-Z_][\w$]*)'$/.exec(
    text,
  );
  if (!found) return undefined;
  const [, schema = "", name = ""] = found;
  const replacement = redirect(identifier(schema), identifier(name));
  return replacement === undefined ? undefined : `'${replacement}.${name}'`;
}

/** An identifier as PostgreSQL stores it. */
function identifier(written: string): string {
  return written.startsWith('"')
    ? written.slice(1, -1).replaceAll('""', '"')
    : written.toLowerCase();
}
