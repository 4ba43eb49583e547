import { statementFailure } from "../call/database-failure.js";
import { ClientError } from "../errors.js";
import type { ConnectionPool } from "../transport/connection-pool.js";
import type { Connection, SqlClient } from "../transport/connection.js";

/** How a transaction runs. */
export interface TransactionOptions {
  /** Default: the database's, which is `read committed` unless it is set otherwise. */
  readonly isolation?: "read committed" | "repeatable read" | "serializable" | undefined;
  /** Whether nothing may be written. Default: false. */
  readonly readOnly?: boolean | undefined;
  /** Whether a serializable, read-only transaction waits until it cannot fail. Default: false. */
  readonly deferrable?: boolean | undefined;
  /**
   * Whether all of it, with what else its function does, may be done again from the start after a serialization failure or a
   * deadlock. Default: false.
   */
  readonly idempotent?: boolean | undefined;
  /** Ends the transaction: what runs is stopped, and everything is undone. */
  readonly signal?: AbortSignal | undefined;
}

/** A transaction that is open. */
export interface Transaction<Api> {
  /** The functions, called in this transaction. An error of one of them leaves nothing to do but to end it. */
  readonly api: Api;
  /** The connection, for statements of one's own. */
  readonly connection: SqlClient;
}

/**
 * Runs work in a transaction: committed when the work succeeds, undone when it throws.
 *
 * @throws what the work throws, or a {@link ClientError} of the transaction's own statements
 */
export async function runTransaction<T>(
  pool: ConnectionPool,
  options: TransactionOptions,
  deploymentId: number | bigint | undefined,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const outcome = await pool
    .use(async (connection, discard) => {
      await execute(connection, beginText(options));
      if (deploymentId !== undefined) {
        await execute(connection, "select set_config('stopgap.deployment_id', $1, true)", [
          String(deploymentId),
        ]);
      }
      const settled = await settle(work(connection));
      if (settled.isDone) await commit(connection);
      else await execute(connection, "rollback").catch(discard);
      return settled;
    }, options.signal)
    .catch((error: unknown) => {
      throw statementFailure(error);
    });
  if (!outcome.isDone) throw outcome.error;
  return outcome.value;
}

/** What work came to. Its errors are no reason to throw the connection away. */
type Settled<T> =
  | { readonly isDone: true; readonly value: T }
  | { readonly isDone: false; readonly error: unknown };

function settle<T>(work: Promise<T>): Promise<Settled<T>> {
  return work.then(
    (value) => ({ isDone: true, value }),
    (error: unknown) => ({ isDone: false, error }),
  );
}

function beginText({
  isolation,
  readOnly = false,
  deferrable = false,
}: TransactionOptions): string {
  return [
    "begin",
    ...(isolation === undefined ? [] : [`isolation level ${isolation}`]),
    ...(readOnly ? ["read only"] : []),
    ...(deferrable ? ["deferrable"] : []),
  ].join(" ");
}

async function commit(connection: Connection): Promise<void> {
  const command = await execute(connection, "commit");
  if (command !== "ROLLBACK") return;
  throw new ClientError(
    "transaction_aborted",
    "the database has undone the transaction: a statement in it had failed",
    { hint: "Let the error of a call leave the transaction, or set a savepoint before the call." },
  );
}

async function execute(
  connection: Connection,
  text: string,
  values: unknown[] = [],
): Promise<string | undefined> {
  const { command } = await connection.run({ text, values });
  return command;
}
