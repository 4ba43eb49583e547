import type { DeclaredSchema } from "../declared/declared-schema.js";
import { SchemaError } from "../errors.js";
import { isPostgresError, sqlstateOf, statementError } from "../postgres-error.js";
import type { Session } from "../session.js";
import { abortedError } from "./aborted.js";
import type { ApplyOptions } from "./apply-options.js";
import { openRun } from "./open-run.js";
import { perform } from "./perform.js";
import type { SchemaResult } from "./schema-result.js";

/** A value that was added to an enum is used before the transaction of the addition has ended. */
const unsafeEnumValue = "55P04";

/**
 * Makes a database as a schema declares it: all of it or nothing. Only what PostgreSQL does in no transaction is committed on
 * its way: migrations with `-- stopgap: no-transaction`, and values of enums that the same run uses. Runs on the same database wait
 * for each other. In a transaction of the caller's it is a part of that one.
 *
 * @param session - A connection of its own, by a role that may create what is declared.
 * @param declared - What `parseSchema` gives.
 * @throws {@link SchemaError} `blocked` where changes may lose data and nobody has accepted them; `not_empty` with the mode
 *   `create` where something is there already; `verification_failed`; `busy`; `aborted`; and for what cannot be done the code
 *   of its phase, such as `migration_failed`, with file, line and what PostgreSQL says.
 * @example
 * const declared = await parseSchema(await readSchemaFolder("postgresql"));
 * const { mode, migrationsApplied } = await applySchema(client, declared, {
 *   accept: ["drop-column:orders.note"],
 * });
 */
export async function applySchema<Deployed = unknown>(
  session: Session,
  declared: DeclaredSchema,
  options: ApplyOptions<Deployed> = {},
): Promise<SchemaResult<Deployed>> {
  try {
    return await attempt(session, declared, options, false);
  } catch (error) {
    if (sqlstateOf(error) !== unsafeEnumValue) throw error;
    return await attempt(session, declared, options, true);
  }
}

async function attempt<Deployed>(
  session: Session,
  declared: DeclaredSchema,
  options: ApplyOptions<Deployed>,
  commitsEnumValues: boolean,
): Promise<SchemaResult<Deployed>> {
  const start = performance.now();
  const { signal } = options;
  const modes = { isPlan: false, commitsEnumValues };
  const run = await openRun(session, declared, options, modes).catch((error: unknown) => {
    throw describe(error, signal);
  });
  try {
    const result = await perform(run, options);
    await run.transaction.commit();
    return { ...result, durationMs: performance.now() - start };
  } catch (error) {
    await run.transaction.rollback();
    throw describe(error, signal);
  }
}

/** What a caller is told of an error that no phase has described. */
export function describe(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true && !(error instanceof SchemaError && error.code === "aborted")) {
    return abortedError(signal, error);
  }
  return isPostgresError(error) ? statementError(error, "refused", "The run") : error;
}
