import type { DeclaredSchema } from "../declared/declared-schema.js";
import { SchemaError } from "../errors.js";
import type { Session } from "../session.js";
import { sqlText } from "../sql/sql-text.js";
import { readStateRow } from "../tracking/applied-state.js";
import { createTracking, findTracking } from "../tracking/tracking-tables.js";
import type { ApplyOptions } from "./apply-options.js";
import { RunTransaction } from "./run-transaction.js";
import { SchemaRun, type SchemaRunOptions } from "./schema-run.js";

const defaultLockTimeoutMs = 5_000;
const defaultQueueTimeoutMs = 60_000;

/**
 * Begins a run: waits for its turn, looks whether the database is new, and makes the tracking tables that it lacks.
 *
 * @throws {@link SchemaError} `busy`, `aborted`, `not_empty`
 */
export async function openRun(
  session: Session,
  declared: DeclaredSchema,
  options: Omit<ApplyOptions, "deployModules">,
  { isPlan, commitsEnumValues }: Pick<SchemaRunOptions, "isPlan" | "commitsEnumValues">,
): Promise<SchemaRun> {
  const { mode, signal } = options;
  const transaction = await RunTransaction.begin(session, {
    lockTimeoutMs: options.lockTimeoutMs ?? defaultLockTimeoutMs,
    queueTimeoutMs: options.queueTimeoutMs ?? defaultQueueTimeoutMs,
    signal,
  });
  try {
    const found = await findTracking(session);
    const isNew = await isNewDatabase(session, declared, found.isNew);
    if (mode === "create" && !isNew) throw notEmptyError();
    await createTracking(session, found);
    return new SchemaRun(session, declared, mode ?? (isNew ? "create" : "migrate"), transaction, {
      accept: new Set(options.accept),
      force: options.force ?? false,
      isPlan,
      commitsEnumValues,
      onEvent: options.onEvent,
      signal,
    });
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

/** New is what has neither tables nor a trace of an earlier run, and what an earlier run has begun and not finished. */
async function isNewDatabase(
  session: Session,
  { schemas }: DeclaredSchema,
  hasNoTracking: boolean,
): Promise<boolean> {
  if (!hasNoTracking) {
    const { rows } = await session.query(
      "select to_regclass('public._stonescriptdb_gateway_state') is not null as is_there",
    );
    if (rows[0]?.["is_there"] !== true) return false;
    const state = await readStateRow(session);
    return state?.checksum === null;
  }
  const { rows } = await session.query(sqlText("queries/has-tables.sql"), [["public", ...schemas]]);
  return rows[0]?.["found"] !== true;
}

function notEmptyError(): SchemaError {
  return new SchemaError(
    "not_empty",
    "The database is not new: it has tables, or a schema was applied to it before",
    { hint: "Migrate it, or use an empty database." },
  );
}
