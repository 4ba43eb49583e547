import { orderStatements, orderTables } from "../order/table-order.js";
import type { Problems } from "../problems.js";
import type { DeclaredTable } from "./declared-schema.js";
import { groupBy } from "./group-by.js";
import type { ParsedStatement } from "./parsed-statement.js";
import { sqlChecksum } from "./sql-checksum.js";
import { displayName, nameKey } from "./syntax-tree.js";
import { draftName, keyOf, type TableDraft, tableDraft, tableRefusal } from "./table-draft.js";

/** The tables and the order of all statements that make them. */
export interface ParsedTables {
  readonly tables: readonly DeclaredTable[];
  /** All statements, in the order in which they can run. */
  readonly ordered: readonly TableDraft[];
}

/** The tables, each after those that it needs. */
export async function parseTables(
  statements: readonly ParsedStatement[],
  problems: Problems,
): Promise<ParsedTables> {
  const drafts = await tableDrafts(statements, problems);
  const tables = orderTables(drafts);
  const all = orderStatements(drafts, tables.order);
  for (const members of [...tables.cycles, ...all.cycles]) {
    const named = members.map((draft) => ({ name: draftName(draft), place: draft.statement }));
    problems.addCycle("table definitions", named);
  }
  const owned = groupBy(drafts, ({ table }) => keyOf(table));
  return {
    tables: await Promise.all(
      tables.order.map((draft) => declaredTable(draft, owned.get(keyOf(draft.defines)) ?? [])),
    ),
    ordered: all.order,
  };
}

/** The statements of `tables/` that belong there; each name is declared once. */
export async function tableDrafts(
  statements: readonly ParsedStatement[],
  problems: Problems,
): Promise<readonly TableDraft[]> {
  const drafts: TableDraft[] = [];
  const defined = new Map<string, ParsedStatement>();
  for (const statement of statements) {
    const refusal = tableRefusal(statement.tree);
    if (refusal !== undefined) {
      problems.add({ ...statement, message: refusal });
      continue;
    }
    const draft = await tableDraft(statement);
    drafts.push(draft);
    if (draft.defines === undefined) continue;
    const key = nameKey(draft.defines);
    const other = defined.get(key);
    if (other === undefined) defined.set(key, statement);
    else {
      const message = `${displayName(draft.defines)} is declared in ${other.file}:${other.line} too`;
      problems.add({ ...statement, message });
    }
  }
  return drafts;
}

async function declaredTable(
  draft: TableDraft,
  own: readonly TableDraft[],
): Promise<DeclaredTable> {
  const { file, line } = draft.statement;
  const name = draft.defines ?? { schema: "public", name: "" };
  const references = new Map(
    own
      .flatMap(({ foreignKeys }) => foreignKeys)
      .map((key) => [nameKey(key.references), key.references]),
  );
  references.delete(nameKey(name));
  const checksum = await sqlChecksum(...own.map(({ statement }) => statement.text));
  return { file, line, name, references: [...references.values()], checksum };
}
