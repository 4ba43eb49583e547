import type { ColumnRef, RangeVar } from "@pgsql/types";

import { visitNodes } from "../compare/scratch/syntax-nodes.js";
import type { QualifiedName } from "../declared/declared-schema.js";
import { parseSql, scanSql } from "../declared/sql-parser.js";
import { mentionsOf, namesOf } from "../declared/syntax-tree.js";

/** What a text says of tables and columns. */
export type SqlMentions =
  | {
      readonly kind: "statement";
      readonly tables: readonly QualifiedName[];
      readonly columns: readonly ColumnMention[];
    }
  /** No whole statement: a part that a program puts together with others, or no SQL at all. */
  | { readonly kind: "words"; readonly words: ReadonlySet<string> };

/** A column as a statement names it. */
export interface ColumnMention {
  /** The table that its qualifier stands for; null where it has none. */
  readonly table: string | null;
  /** Null for `*`. */
  readonly name: string | null;
}

/** Reads what a text mentions: as a statement of SQL, else as words. */
export async function sqlMentions(text: string): Promise<SqlMentions> {
  const parsed = await parseSql(text);
  if (!parsed.ok || parsed.statements.length === 0) return wordMentions(text);
  const aliases = new Map<string, string>();
  const columns: { readonly qualifier: string | null; readonly name: string | null }[] = [];
  for (const { relname, alias } of relationsIn(parsed.statements)) {
    if (relname !== undefined) aliases.set(alias?.aliasname ?? relname, relname);
  }
  visitNodes(parsed.statements, (kind, node) => {
    if (kind === "ColumnRef") {
      const { fields = [] } = node as ColumnRef;
      const names = namesOf(fields);
      const isStar = fields.some((field) => "A_Star" in field);
      const parts: readonly (string | null)[] = isStar ? [...names, null] : names;
      columns.push({ qualifier: parts.at(-2) ?? null, name: parts.at(-1) ?? null });
    }
    if (kind === "ResTarget" || kind === "IndexElem") {
      if (typeof node["name"] === "string") columns.push({ qualifier: null, name: node["name"] });
    }
  });
  return {
    kind: "statement",
    tables: mentionsOf(parsed.statements).relations,
    columns: columns.map(({ qualifier, name }) => ({
      table: qualifier === null ? null : (aliases.get(qualifier) ?? qualifier),
      name,
    })),
  };
}

/** The words of a text, comments of SQL left out. */
export async function wordMentions(text: string): Promise<SqlMentions> {
  const scanned = await scanSql(text);
  const written = scanned.ok
    ? scanned.tokens.flatMap((token) => (token.kind === "comment" ? [] : [token.text])).join(" ")
    : text;
  return { kind: "words", words: new Set(written.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []) };
}

function relationsIn(tree: unknown): readonly RangeVar[] {
  const found: RangeVar[] = [];
  const rest: unknown[] = [tree];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (typeof node !== "object" || node === null) continue;
    if ("relname" in node) found.push(node as RangeVar);
    rest.push(...Object.values(node as Readonly<Record<string, unknown>>));
  }
  return found;
}
