import type { DeclaredMigration } from "../declared/declared-schema.js";
import type { Session } from "../session.js";
import { sqlText } from "../sql/sql-text.js";

/**
 * Keeps that migrations are done.
 *
 * @param isBaseline - Whether they have never run, because the tables were made as they are after them.
 */
export async function recordMigrations(
  session: Session,
  migrations: readonly DeclaredMigration[],
  isBaseline: boolean,
): Promise<void> {
  await session.query(sqlText("queries/record-migrations.sql"), [
    migrations.map(({ name }) => name),
    migrations.map(({ checksum }) => checksum),
    isBaseline,
  ]);
}
