import { createHash } from "node:crypto";

import { scanSql } from "./sql-parser.js";

/** SQL, or a statement with a string in it that is SQL itself, such as the body of a function. */
export type ChecksummedSql = string | { readonly statement: string; readonly body: string };

/**
 * SHA-256 over the tokens of texts: white space, comments, and the case of keywords and plain names do not count,
 * constants and quoted names do. A text that has no tokens of SQL counts as it is.
 */
export async function sqlChecksum(...texts: readonly ChecksummedSql[]): Promise<string> {
  const hash = createHash("sha256");
  for (const sql of texts) {
    const tokens =
      typeof sql === "string"
        ? await tokensOf(sql)
        : [...(await tokensAround(sql.statement, sql.body)), ...(await tokensOf(sql.body))];
    hash.update(JSON.stringify(tokens));
  }
  return hash.digest("hex");
}

async function tokensOf(text: string): Promise<readonly string[]> {
  const scanned = await scanSql(text);
  if (!scanned.ok) return [text];
  return scanned.tokens.flatMap(({ text: token, kind }) => {
    if (kind === "comment") return [];
    return kind === "other" || token.startsWith('"') ? [token] : [foldCase(token)];
  });
}

/** The tokens of a statement without the string that is its body. */
async function tokensAround(statement: string, body: string): Promise<readonly string[]> {
  const tokens = await tokensOf(statement);
  const at = tokens.findIndex((token) => isStringOf(token, body));
  return tokens.map((token, index) => (index === at ? "" : token));
}

/** Whether a token is a string with this value, quoted as bodies are: with dollars, or with doubled apostrophes. */
function isStringOf(token: string, value: string): boolean {
  if (token.startsWith("'")) return token === `'${value.replaceAll("'", "''")}'`;
  if (!token.startsWith("$")) return false;
  const tag = token.slice(0, token.indexOf("$", 1) + 1);
  return token === `${tag}${value}${tag}`;
}

/** As PostgreSQL folds names in UTF-8: the letters of ASCII alone. */
function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
