import type { Session } from "../session.js";
import { sqlText } from "../sql/sql-text.js";

const tables = ["migrations", "types", "tables", "functions", "changelog", "state"] as const;

/** What a database has of the tables in which this package keeps what it has done. */
export interface FoundTracking {
  readonly missing: readonly string[];
  /** Whether none of them is there. */
  readonly isNew: boolean;
  /** Whether the table of migrations is older than baselines. */
  readonly lacksBaseline: boolean;
}

/** Looks which tracking tables there are. */
export async function findTracking(session: Session): Promise<FoundTracking> {
  const { rows } = await session.query(sqlText("queries/tracking-found.sql"));
  const missing = tables.filter((table) => !rows.some(({ name }) => name === fullName(table)));
  const migrations = rows.find(({ name }) => name === fullName("migrations"));
  return {
    missing,
    isNew: missing.length === tables.length,
    lacksBaseline: migrations !== undefined && migrations["has_baseline"] !== true,
  };
}

/** Makes those that are missing. */
export async function createTracking(session: Session, found: FoundTracking): Promise<void> {
  for (const table of found.missing) await session.query(sqlText(`tracking/${table}.sql`));
  if (found.lacksBaseline) await session.query(sqlText("tracking/migrations-baseline.sql"));
}

function fullName(table: string): string {
  return `_stonescriptdb_gateway_${table}`;
}
