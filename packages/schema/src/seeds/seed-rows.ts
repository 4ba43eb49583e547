import type { InsertStmt } from "@pgsql/types";

import { parseStatement } from "../sql/parse-statement.js";
import type { DeclaredSeed } from "../declared/declared-schema.js";

/** The table that the rows of a seed are read into, to be compared with those of its own. */
export const seedRowsTable = "pg_temp.stopgap_seed_rows";

/** An insert, taken apart. */
export interface SeedRows {
  /** The columns that it names; null where it names none and means all of them. */
  readonly columns: readonly string[] | null;
  /** The same insert into {@link seedRowsTable}, without what it says of conflicts. */
  readonly statement: string;
}

const name = String.raw`(?:"(?:[^"]|"")+"|[^\s."(,;]+)`;
const qualifiedName = new RegExp(String.raw`^${name}(?:\s*\.\s*${name})*`);

/** Takes an insert apart; undefined for one of default values alone, which says nothing of its rows. */
export async function seedRows({ statement }: DeclaredSeed): Promise<SeedRows | undefined> {
  const tree = await parseStatement(statement.text);
  if (tree === undefined || !("InsertStmt" in tree)) return undefined;
  const { relation, cols, selectStmt, onConflictClause } = tree.InsertStmt;
  if (selectStmt === undefined) return undefined;
  // The parser counts bytes.
  const bytes = Buffer.from(statement.text);
  const start = relation?.location ?? 0;
  const end = onConflictClause?.location ?? bytes.length;
  const rest = bytes.subarray(start, end).toString();
  const before = bytes.subarray(0, start).toString();
  return {
    columns: columnNames(cols),
    statement: `${before}${rest.replace(qualifiedName, () => seedRowsTable)}`,
  };
}

function columnNames(cols: InsertStmt["cols"]): readonly string[] | null {
  if (cols === undefined || cols.length === 0) return null;
  return cols.flatMap((each) =>
    "ResTarget" in each && each.ResTarget.name !== undefined ? [each.ResTarget.name] : [],
  );
}
