import { scanSql } from "../../declared/sql-parser.js";
import type { StatementTree } from "./parse-declared.js";

/** A statement as it runs where only the catalog matters: no materialized view is filled, and no language but PostgreSQL's own looks at a body. */
export async function inScratch({ text, tree }: StatementTree): Promise<string> {
  if ("CreateTableAsStmt" in tree) {
    return `${text.replace(/\s+with\s+(?:no\s+)?data\s*$/i, "")}\nwith no data`;
  }
  return "CreateFunctionStmt" in tree ? withOwnLanguage(text) : text;
}

const ownLanguages = new Set(["sql", "plpgsql", "c", "internal"]);

async function withOwnLanguage(text: string): Promise<string> {
  const scanned = await scanSql(text);
  if (!scanned.ok) return text;
  const tokens = scanned.tokens.filter(({ kind }) => kind !== "comment");
  const at = tokens.findIndex(
    ({ text: word, kind }) => kind === "keyword" && word.toLowerCase() === "language",
  );
  const name = tokens[at + 1];
  if (at < 0 || !name || ownLanguages.has(name.text.toLowerCase())) return text;
  const bytes = Buffer.from(text);
  return `${bytes.toString("utf8", 0, name.start)}plpgsql${bytes.toString("utf8", name.end)}`;
}
