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

const parts = [
  ...(["columns", "constraints", "indexes", "tables", "enums", "composites", "domains"] as const),
  ...(["ranges", "sequences", "views", "triggers", "policies"] as const),
];

/**
 * Reads what some schemas consist of, in one statement. The search path must be `pg_catalog`: names are written as it sees them.
 *
 * @param rewrite - Applied to the text of each answer before it is read, such as to give a scratch schema its real name.
 */
export async function readCatalog(
  session: Session,
  schemas: readonly string[],
  rewrite: (text: string) => string = (text) => text,
): Promise<Catalog> {
  const { rows } = await session.query(catalogQuery(), [schemas]);
  const read = <Item>(name: (typeof parts)[number]): readonly Item[] =>
    JSON.parse(rewrite(String(rows[0]?.[name]))) as readonly Item[];
  const columns = byTable(read<CatalogColumn & OfTable>("columns"));
  const constraints = byTable(read<CatalogConstraint & OfTable>("constraints"));
  const indexes = byTable(read<CatalogIndex & OfTable>("indexes"));
  return {
    tables: read<CatalogTable>("tables").map((table) => ({
      ...table,
      columns: columns.get(nameKey(table)) ?? [],
      constraints: constraints.get(nameKey(table)) ?? [],
      indexes: indexes.get(nameKey(table)) ?? [],
    })),
    types: [
      ...read<CatalogType>("enums"),
      ...read<CatalogType>("composites"),
      ...read<CatalogType>("domains"),
      ...read<CatalogType>("ranges"),
    ],
    sequences: read<CatalogSequence>("sequences"),
    views: read<CatalogView>("views"),
    triggers: read<CatalogTrigger>("triggers"),
    policies: read<CatalogPolicy>("policies"),
  };
}

function catalogQuery(): string {
  const selected = parts.map((name) => `(${sqlText(`catalog/${name}.sql`)}) as ${name}`);
  return `select ${selected.join(",\n")}`;
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
