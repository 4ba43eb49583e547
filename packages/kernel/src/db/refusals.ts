import { queryCanceled } from "../engine/engine.js";
import { DatabaseError, KernelError } from "../errors/kernel-error.js";

const readOnlyTransaction = "25006";
const noSuchSavepoint = "3B001";

/** `db.exec` in a query. */
export function execRefusal(): KernelError {
  return new KernelError(
    readOnlyTransaction,
    "db.exec is disabled for stopgap.query handlers; switch to stopgap.mutation",
  );
}

/** A `ctx.db` that may write, in a call that may not. */
export function keptDatabaseRefusal(): KernelError {
  return new KernelError(
    readOnlyTransaction,
    "this ctx.db was kept from a call that may write; a query reads with its own",
  );
}

/** What a transaction was given, after its end. */
export function endedTransactionRefusal(method: string): KernelError {
  return new KernelError(
    noSuchSavepoint,
    `db.${method}: this transaction has ended; use ctx.db after it`,
  );
}

/** What a statement of a batch failed with, named by its place. A cancel stays what it is. */
export function batchFailure(method: string, error: unknown): unknown {
  if (!(error instanceof DatabaseError) || error.code === queryCanceled) return error;
  const { code, message, detail, hint } = error;
  return new DatabaseError({
    code,
    message: `db.${method}: ${message}`,
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
  });
}
