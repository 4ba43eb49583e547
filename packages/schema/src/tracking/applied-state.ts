import { isPostgresError } from "../postgres-error.js";
import type { Session } from "../session.js";
import { sqlText } from "../sql/sql-text.js";

/** What was applied to a database last. */
export interface AppliedState {
  /** Of the declared schema: where it is the same, there is nothing to be done. */
  readonly checksum: string;
  /** What the caller of `applySchema` called it. */
  readonly version: string | null;
  readonly appliedAt: Date;
}

/** The row of the state table; its checksum is null while a new database is unfinished. */
export interface StateRow {
  readonly checksum: string | null;
  readonly modulesChecksum: string | null;
  readonly version: string | null;
  readonly appliedAt: Date;
}

const undefinedTable = "42P01";

/**
 * What was applied to a database last, with one query. Outside of a transaction: where nothing was ever applied, the query
 * fails.
 *
 * @returns null where nothing was, or where the first run has not finished
 * @example
 * const state = await readAppliedState(client);
 * if (state?.checksum !== declared.checksum) await applySchema(client, declared);
 */
export async function readAppliedState(session: Session): Promise<AppliedState | null> {
  try {
    const row = await readStateRow(session);
    if (row === undefined || row.checksum === null) return null;
    return { checksum: row.checksum, version: row.version, appliedAt: row.appliedAt };
  } catch (error) {
    if (isPostgresError(error) && error.code === undefinedTable) return null;
    throw error;
  }
}

/** The row as it is; undefined where there is none yet. */
export async function readStateRow(session: Session): Promise<StateRow | undefined> {
  const { rows } = await session.query(sqlText("queries/state.sql"));
  const [row] = rows;
  if (row === undefined) return undefined;
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  const { applied_at: appliedAt } = row;
  return {
    checksum: text(row["checksum"]),
    modulesChecksum: text(row["modules_checksum"]),
    version: text(row["version"]),
    appliedAt: appliedAt instanceof Date ? appliedAt : new Date(String(appliedAt)),
  };
}

/** Writes it. */
export async function writeStateRow(
  session: Session,
  { checksum, modulesChecksum, version }: Omit<StateRow, "appliedAt">,
): Promise<void> {
  await session.query(sqlText("queries/write-state.sql"), [checksum, modulesChecksum, version]);
}
