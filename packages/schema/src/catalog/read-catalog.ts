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
import { asReadAgain, mayBeReadOtherwise } from "./as-read-again.js";
import { sqlText } from "../sql/sql-text.js";

interface OfTable {
  readonly schema: string;
  readonly table: string;
}

/** What the items of each answer are. */
interface Answers {
  readonly columns: CatalogColumn & OfTable;
  readonly constraints: CatalogConstraint & OfTable;
  readonly indexes: CatalogIndex & OfTable;
  readonly tables: CatalogTable;
  readonly enums: CatalogType;
  readonly composites: CatalogType;
  readonly domains: CatalogType;
  readonly ranges: CatalogType;
  readonly sequences: CatalogSequence;
  readonly views: CatalogView;
  readonly triggers: CatalogTrigger;
  readonly policies: CatalogPolicy;
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
  const answers = new Map(parts.map((name) => [name, rewrite(String(rows[0]?.[name]))]));
  const lasting = await lastingTexts([...answers.values()]);
  const asLasting = (key: string, value: unknown): unknown =>
    isExpression(key, value) ? (lasting.get(value) ?? value) : value;
  const read = <Name extends keyof Answers>(name: Name): readonly Answers[Name][] => {
    const answer = answers.get(name) ?? "[]";
    // Looking at every value takes many times as long as reading them.
    const revive = mayBeReadOtherwise(answer) ? asLasting : undefined;
    return JSON.parse(answer, revive) as readonly Answers[Name][];
  };
  const columns = byTable(read("columns"));
  const constraints = byTable(read("constraints"));
  const indexes = byTable(read("indexes"));
  return {
    tables: read("tables").map((table) => ({
      ...table,
      columns: columns.get(nameKey(table)) ?? [],
      constraints: constraints.get(nameKey(table)) ?? [],
      indexes: indexes.get(nameKey(table)) ?? [],
    })),
    types: [...read("enums"), ...read("composites"), ...read("domains"), ...read("ranges")],
    sequences: read("sequences"),
    views: read("views"),
    triggers: read("triggers"),
    policies: read("policies"),
  };
}

/** Expressions that PostgreSQL writes otherwise once it has read them, and how. */
async function lastingTexts(answers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Set<string>();
  for (const answer of answers.filter(mayBeReadOtherwise)) {
    JSON.parse(answer, (key, value: unknown) => {
      if (isExpression(key, value) && mayBeReadOtherwise(value)) found.add(value);
    });
  }
  const lasting = new Map<string, string>();
  for (const text of found) lasting.set(text, await asReadAgain(text));
  return lasting;
}

function isExpression(key: string, value: unknown): value is string {
  return (key === "definition" || key === "default") && typeof value === "string";
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
