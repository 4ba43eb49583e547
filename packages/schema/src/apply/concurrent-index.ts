import { parseStatement } from "../sql/parse-statement.js";
import { quoteIdentifier, quoteName } from "../sql/quote.js";
import { sqlText } from "../sql/sql-text.js";
import type { Session } from "../session.js";

/** What `create index concurrently` makes. */
export interface ConcurrentIndex {
  /** Null where PostgreSQL chooses it. */
  readonly name: string | null;
  /** The table, in quotes, with its schema if that was named. */
  readonly table: string;
}

/** An index of a table. */
interface FoundIndex {
  readonly schema: string;
  readonly name: string;
  /** False for what is being built, or was left when building it failed. */
  readonly isValid: boolean;
}

/** What a statement builds, if it is a `create index concurrently`. */
export async function concurrentIndexOf(text: string): Promise<ConcurrentIndex | undefined> {
  const statement = await parseStatement(text);
  if (statement === undefined || !("IndexStmt" in statement)) return undefined;
  const { concurrent = false, idxname, relation } = statement.IndexStmt;
  if (!concurrent || relation?.relname === undefined) return undefined;
  const { schemaname: schema, relname } = relation;
  const table =
    schema === undefined ? quoteIdentifier(relname) : quoteName({ schema, name: relname });
  return { name: idxname ?? null, table };
}

/**
 * Builds an index, and leaves no invalid one behind: not what an earlier run has left, and not what this one does when it
 * fails.
 *
 * @param wasTried - Whether an earlier run has come to this statement: then a valid index of its name is what that has built.
 * @param run - Runs the statement.
 */
export async function buildConcurrently(
  session: Session,
  index: ConcurrentIndex,
  wasTried: boolean,
  run: () => Promise<void>,
): Promise<void> {
  const before = await findIndexes(session, index.table);
  const same = before.find(({ name }) => name === index.name);
  if (same?.isValid === true && wasTried) return;
  if (same?.isValid === false) await drop(session, same);
  try {
    await run();
  } catch (error) {
    await dropLeftovers(session, index, before).catch(() => undefined);
    throw error;
  }
}

/** Indexes on one table are built one after the other, so what is new and invalid is of the one that has failed. */
async function dropLeftovers(
  session: Session,
  index: ConcurrentIndex,
  before: readonly FoundIndex[],
): Promise<void> {
  for (const found of await findIndexes(session, index.table)) {
    const isOurs = index.name === null ? !isIn(before, found) : found.name === index.name;
    if (isOurs && !found.isValid) await drop(session, found);
  }
}

function isIn(indexes: readonly FoundIndex[], { schema, name }: FoundIndex): boolean {
  return indexes.some((each) => each.schema === schema && each.name === name);
}

async function drop(session: Session, index: FoundIndex): Promise<void> {
  await session.query(`drop index concurrently if exists ${quoteName(index)}`);
}

async function findIndexes(session: Session, table: string): Promise<readonly FoundIndex[]> {
  const { rows } = await session.query(sqlText("queries/index-validity.sql"), [table]);
  return rows.map((row) => ({
    schema: String(row["schema"]),
    name: String(row["name"]),
    isValid: row["is_valid"] === true,
  }));
}
