import { randomBytes } from "node:crypto";

import type { Session } from "../../session.js";

/** Does something in a transaction that is rolled back; in one of the caller's, back to where it was. */
export async function rolledBack<Result>(
  session: Session,
  work: () => Promise<Result>,
): Promise<Result> {
  const undo = await begin(session);
  try {
    return await work();
  } finally {
    await session.query(undo);
  }
}

async function begin(session: Session): Promise<string> {
  // A statement that is a transaction of its own begins when that does.
  const { rows } = await session.query(
    "select (now() <> statement_timestamp())::text as is_nested",
  );
  if (rows[0]?.["is_nested"] !== "true") {
    await session.query("begin");
    return "rollback";
  }
  // After `alter domain ... drop constraint` PostgreSQL 18 cannot write to the catalog within a savepoint, unless something else was written.
  const written = `stopgap_scratch_${randomBytes(6).toString("hex")}`;
  await session.query(`create schema ${written}`);
  await session.query(`drop schema ${written}`);
  await session.query("savepoint stopgap_compare");
  return "rollback to savepoint stopgap_compare; release savepoint stopgap_compare";
}
