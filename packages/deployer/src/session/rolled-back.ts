import type { Row } from "@stopgap/sql";

import { describeError } from "../database.js";

/** Runs a statement, whatever the signal says. */
type Run = (statement: string) => Promise<{ readonly rows: readonly Row[] }>;

/** Does something in a transaction that is rolled back; in one of the caller's, back to where it was. */
export async function rolledBack<Result>(run: Run, work: () => Promise<Result>): Promise<Result> {
  const undo = await begin(run).catch((error: unknown) => {
    throw describeError(error, "refused");
  });
  try {
    const result = await work();
    await run(undo).catch((error: unknown) => {
      throw describeError(error, "refused");
    });
    return result;
  } catch (error) {
    // A connection that is lost has rolled back.
    await run(undo).catch(() => undefined);
    throw error;
  }
}

/** Begins, and returns the statement that undoes it. */
async function begin(run: Run): Promise<string> {
  // A statement that is a transaction of its own begins when that does.
  const { rows } = await run("select now() <> statement_timestamp() as is_nested");
  if (rows[0]?.["is_nested"] !== true && rows[0]?.["is_nested"] !== "t") {
    await run("begin");
    return "rollback";
  }
  await run("savepoint stopgap_rehearsal");
  return "rollback to savepoint stopgap_rehearsal; release savepoint stopgap_rehearsal";
}
