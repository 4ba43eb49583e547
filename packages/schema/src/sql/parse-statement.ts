import type { Node } from "@pgsql/types";

import { parseSql } from "../declared/sql-parser.js";

/** The syntax tree of a statement; undefined for a text that is none. */
export async function parseStatement(text: string): Promise<Node | undefined> {
  const parsed = await parseSql(text);
  return parsed.ok ? parsed.statements[0]?.stmt : undefined;
}
