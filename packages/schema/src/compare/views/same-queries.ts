import type { Catalog, CatalogView } from "../../catalog/catalog.js";
import { nameKey } from "../../declared/syntax-tree.js";
import type { Session } from "../../session.js";

/**
 * Finds the views whose query is written in another way than the declared one and is what PostgreSQL makes of that when it reads its
 * own text again: it writes `v in ('a', 'b')` of a varchar in one way, and what it has written in another.
 *
 * @param schema - Where views can be made, to be rolled back.
 */
export async function sameQueries(
  session: Session,
  current: Catalog,
  wanted: Catalog,
  schema: string,
): Promise<ReadonlySet<CatalogView>> {
  const before = new Map(current.views.map((view) => [nameKey(view), view]));
  const same = new Set<CatalogView>();
  for (const view of wanted.views) {
    const old = before.get(nameKey(view));
    if (!old || old.definition === view.definition) continue;
    if ((await readAgain(session, schema, view)) === old.definition) same.add(view);
  }
  return same;
}

/** What PostgreSQL makes of a query that it has written; undefined where the database lacks what it needs. */
async function readAgain(
  session: Session,
  schema: string,
  { columns, definition }: CatalogView,
): Promise<string | undefined> {
  const name = `${schema}.stopgap_again`;
  const names = columns.map(({ identifier }) => identifier).join(", ");
  await session.query("savepoint stopgap_again");
  try {
    await session.query(`create view ${name} (${names}) as ${definition}`);
    const { rows } = await session.query(
      "select rtrim(pg_get_viewdef($1::regclass), ';') as definition",
      [name],
    );
    return String(rows[0]?.["definition"]);
  } catch {
    return undefined;
  } finally {
    await session.query("rollback to savepoint stopgap_again; release savepoint stopgap_again");
  }
}
