import type { Session } from "../session.js";
import { sqlText } from "../sql/sql-text.js";
import type { ChangelogEntry } from "./changelog-entry.js";

/** Writes rows of the changelog, in their order. */
export async function writeChangelog(
  session: Session,
  entries: readonly ChangelogEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await session.query(sqlText("queries/write-changelog.sql"), [JSON.stringify(entries)]);
}
