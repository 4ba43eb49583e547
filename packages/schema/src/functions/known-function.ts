import type { Session } from "../session.js";
import { sqlText } from "../sql/sql-text.js";

/** A function that was deployed, as the tracking table has it. */
export interface KnownFunction {
  readonly id: number;
  readonly name: string;
  readonly signature: string;
  readonly checksum: string;
  readonly file: string;
  /** Null where somebody else has removed it. */
  readonly oid: string | null;
  /** Such as `total(integer)`; null like the oid. */
  readonly identity: string | null;
}

/** All functions that were deployed to a database. */
export async function readKnownFunctions(session: Session): Promise<readonly KnownFunction[]> {
  const { rows } = await session.query(sqlText("queries/known-functions.sql"));
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return rows.map((row) => ({
    id: Number(row["id"]),
    name: String(row["name"]),
    signature: String(row["signature"]),
    checksum: String(row["checksum"]),
    file: String(row["file"]),
    oid: text(row["oid"]),
    identity: text(row["identity"]),
  }));
}
