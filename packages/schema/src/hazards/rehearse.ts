import type { Difference } from "../compare/difference.js";
import type { Session } from "../session.js";

/** What PostgreSQL made of a change on an empty copy of its table. */
export interface Rehearsal {
  /** The first of the ways to make the change that PostgreSQL takes; undefined where it takes none. */
  readonly subcommands: readonly string[] | undefined;
  /** Whether it writes the whole table anew. */
  readonly rewrites: boolean;
}

const cannotCast = "42846";

/**
 * Makes a change on an empty copy of its table: whether rows have to be written anew, and whether there is a cast, is what PostgreSQL
 * decides, not what somebody knows of it. In a transaction that the caller rolls back, and with `pg_catalog` as the search path.
 *
 * @param schema - Where the copy is made.
 */
export async function rehearse(
  session: Session,
  schema: string,
  { current, subcommands = [], alternatives = [] }: Difference,
): Promise<Rehearsal> {
  const copy = `${schema}.stopgap_rehearsal`;
  for (const candidate of [subcommands, ...alternatives]) {
    await session.query("savepoint stopgap_rehearsal");
    try {
      await session.query(
        `create table ${copy} (like ${current?.identifier ?? ""} including defaults including generated including identity)`,
      );
      const before = await fileOf(session, copy);
      await session.query(`alter table ${copy} ${candidate.join(", ")}`);
      return { subcommands: candidate, rewrites: (await fileOf(session, copy)) !== before };
    } catch (error) {
      // Something else is in the way, which the copy does not have to have: a sequence of this name, a role without rights.
      if ((error as { readonly code?: unknown }).code !== cannotCast) {
        return { subcommands: candidate, rewrites: false };
      }
    } finally {
      await session.query(
        "rollback to savepoint stopgap_rehearsal; release savepoint stopgap_rehearsal",
      );
    }
  }
  return { subcommands: undefined, rewrites: false };
}

async function fileOf(session: Session, table: string): Promise<unknown> {
  const { rows } = await session.query("select pg_relation_filenode($1::regclass)::text as file", [
    table,
  ]);
  return rows[0]?.["file"];
}
