import { spell } from "../sql/quote.js";
import { sqlText } from "../sql/sql-text.js";
import type { DeclaredSchema, DeclaredTable, DeclaredType } from "../declared/declared-schema.js";
import type { Session } from "../session.js";

/**
 * Writes what is declared to the tracking tables of types and tables, and removes what is gone from them.
 *
 * @param types - Those of the declared ones that the database has as they are declared.
 * @returns whether something was written
 */
export async function trackObjects(
  session: Session,
  declared: DeclaredSchema,
  types: readonly DeclaredType[],
  tables: readonly DeclaredTable[],
): Promise<boolean> {
  const answers = [
    await session.query(sqlText("queries/track-types.sql"), [
      types.map(({ name }) => spell(name)),
      types.map(({ kind }) => kind),
      types.map(({ checksum }) => checksum),
      types.map(({ file }) => file),
    ]),
    await session.query(sqlText("queries/track-tables.sql"), [
      tables.map(({ name }) => spell(name)),
      tables.map(({ checksum }) => checksum),
      tables.map(({ file }) => file),
    ]),
    await session.query(sqlText("queries/forget-types.sql"), [
      declared.types.map(({ name }) => spell(name)),
    ]),
    await session.query(sqlText("queries/forget-tables.sql"), [
      declared.tables.map(({ name }) => spell(name)),
    ]),
  ];
  return answers.some(({ rows }) => rows.length > 0);
}
