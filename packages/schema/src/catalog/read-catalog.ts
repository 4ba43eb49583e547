import type { Session } from "../session.js";
import { nameKey } from "../declared/syntax-tree.js";
import type {
  Catalog,
  CatalogColumn,
  CatalogConstraint,
  CatalogPolicy,
  CatalogTrigger,
  CatalogIndex,
  CatalogSequence,
  CatalogTable,
  CatalogType,
  CatalogView,
} from "./catalog.js";
import { sqlText } from "../sql/sql-text.js";

interface OfTable {
  readonly schema: string;
  readonly table: string;
}

/**
 * Reads what some schemas consist of. The search path must be `pg_catalog`: names are written as it sees them.
 *
 * @param rewrite - Applied to the text of each answer before it is read, such as to give a scratch schema its real name.
 */
export async function readCatalog(
  session: Session,
  schemas: readonly string[],
  rewrite: (text: string) => string = (text) => text,
): Promise<Catalog> {
  const ask = async <Item>(name: string): Promise<readonly Item[]> => {
    const { rows } = await session.query(sqlText(`catalog/${name}.sql`), [schemas]);
    return JSON.parse(rewrite(String(rows[0]?.["answer"]))) as readonly Item[];
  };
  const columns = byTable(await ask<CatalogColumn & OfTable>("columns"));
  const constraints = byTable(await ask<CatalogConstraint & OfTable>("constraints"));
  const indexes = byTable(await ask<CatalogIndex & OfTable>("indexes"));
  const tables = await ask<CatalogTable>("tables");
  return {
    tables: tables.map((table) => ({
      ...table,
      columns: columns.get(nameKey(table)) ?? [],
      constraints: constraints.get(nameKey(table)) ?? [],
      indexes: indexes.get(nameKey(table)) ?? [],
    })),
    types: [
      ...(await ask<CatalogType>("enums")),
      ...(await ask<CatalogType>("composites")),
      ...(await ask<CatalogType>("domains")),
      ...(await ask<CatalogType>("ranges")),
    ],
    sequences: await ask<CatalogSequence>("sequences"),
    views: await ask<CatalogView>("views"),
    triggers: await ask<CatalogTrigger>("triggers"),
    policies: await ask<CatalogPolicy>("policies"),
  };
}

function byTable<Item extends OfTable>(items: readonly Item[]): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = nameKey({ schema: item.schema, name: item.table });
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
