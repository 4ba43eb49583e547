import type { Constraint, Node } from "@pgsql/types";

import { dependencyOrder, preferredOrder } from "../order/dependency-order.js";
import { compareText } from "../source/schema-source.js";
import type { DeclaredStatement, DeclaredTable, QualifiedName } from "./declared-schema.js";
import { groupBy } from "./group-by.js";
import { declaredStatement, type ParsedStatement } from "./parsed-statement.js";
import type { Problems } from "../problems.js";
import { definedRelation, relationMentions } from "./relation-mentions.js";
import { sqlChecksum } from "./sql-checksum.js";
import { displayName, nameKey, nodeKind, relationName } from "./syntax-tree.js";

/** The tables and the order of all statements that make them. */
export interface ParsedTables {
  readonly tables: readonly DeclaredTable[];
  readonly tableStatements: readonly DeclaredStatement[];
}

interface Draft {
  readonly statement: ParsedStatement;
  /** What it makes; of a table, the table. */
  readonly defines: QualifiedName | undefined;
  /** The table that it creates or says more of. */
  readonly table: QualifiedName | undefined;
  readonly kind: "table" | "foreign-key" | "other";
  readonly mentions: readonly QualifiedName[];
  /** The tables that its foreign keys refer to. */
  readonly foreignKeys: readonly QualifiedName[];
}

const allowed = new Set([
  "AlterOwnerStmt",
  "AlterSeqStmt",
  "AlterTableStmt",
  "CommentStmt",
  "CreateForeignTableStmt",
  "CreatePolicyStmt",
  "CreateSeqStmt",
  "CreateStatsStmt",
  "CreateStmt",
  "CreateTableAsStmt",
  "GrantStmt",
  "IndexStmt",
  "RuleStmt",
  "SecLabelStmt",
  "ViewStmt",
]);

/** The tables, each after those that it needs. */
export async function parseTables(
  statements: readonly ParsedStatement[],
  problems: Problems,
): Promise<ParsedTables> {
  const drafts: Draft[] = [];
  const defined = new Map<string, Draft>();
  for (const statement of statements) {
    const refusal = refusalOf(statement.tree);
    if (refusal !== undefined) {
      problems.add({ ...statement, message: refusal });
      continue;
    }
    const draft = await draftOf(statement);
    drafts.push(draft);
    if (draft.defines === undefined) continue;
    const key = nameKey(draft.defines);
    const other = defined.get(key)?.statement;
    if (other === undefined) defined.set(key, draft);
    else {
      const message = `${displayName(draft.defines)} is declared in ${other.file}:${other.line} too`;
      problems.add({ ...statement, message });
    }
  }
  const ordered = orderTables(drafts, problems);
  const owned = groupBy(drafts, ({ table }) => keyOf(table));
  return {
    tables: await Promise.all(
      ordered.map((draft) => declaredTable(draft, owned.get(keyOf(draft.defines)) ?? [])),
    ),
    tableStatements: orderStatements(drafts, ordered, problems).map(({ statement }) =>
      declaredStatement(statement),
    ),
  };
}

function refusalOf(tree: Node): string | undefined {
  const kind = nodeKind(tree);
  if (!allowed.has(kind)) {
    return "tables/ holds tables, and indexes, constraints, sequences, views, policies, comments and grants of them";
  }
  if ("CreateStmt" in tree && tree.CreateStmt.relation?.relpersistence === "t") {
    return "a temporary table ends with its session, so it cannot be declared";
  }
  if ("CreateTableAsStmt" in tree && tree.CreateTableAsStmt.objtype !== "OBJECT_MATVIEW") {
    return "a table that is filled by a query cannot be compared; declare its columns";
  }
  if ("IndexStmt" in tree && tree.IndexStmt.concurrent === true) {
    return "an index of tables/ is built with its table; leave concurrently to a migration";
  }
  return undefined;
}

async function draftOf(statement: ParsedStatement): Promise<Draft> {
  const { tree } = statement;
  const defines = definedRelation(tree);
  const mentions = await relationMentions(tree);
  const foreignKeys = constraintsOf(tree).flatMap(({ contype, pktable }) =>
    contype === "CONSTR_FOREIGN" && pktable !== undefined ? [relationName(pktable)] : [],
  );
  const isTable = "CreateStmt" in tree || "CreateForeignTableStmt" in tree;
  return {
    statement,
    defines,
    table: isTable ? defines : subjectOf(tree),
    kind: isTable ? "table" : addsOnlyForeignKeys(tree) ? "foreign-key" : "other",
    mentions,
    foreignKeys,
  };
}

/** The table that a statement says more of. */
function subjectOf(tree: Node): QualifiedName | undefined {
  if ("AlterTableStmt" in tree) return relationName(tree.AlterTableStmt.relation ?? {});
  if ("IndexStmt" in tree) return relationName(tree.IndexStmt.relation ?? {});
  if ("CreatePolicyStmt" in tree) return relationName(tree.CreatePolicyStmt.table ?? {});
  return undefined;
}

function addsOnlyForeignKeys(tree: Node): boolean {
  if (!("AlterTableStmt" in tree)) return false;
  return (tree.AlterTableStmt.cmds ?? []).every((command) => {
    const part = "AlterTableCmd" in command ? command.AlterTableCmd.def : undefined;
    return (
      part !== undefined && "Constraint" in part && part.Constraint.contype === "CONSTR_FOREIGN"
    );
  });
}

/** The constraints that a statement makes, of columns too. */
function constraintsOf(tree: Node): readonly Constraint[] {
  const parts =
    "CreateStmt" in tree
      ? [...(tree.CreateStmt.tableElts ?? []), ...(tree.CreateStmt.constraints ?? [])]
      : "AlterTableStmt" in tree
        ? (tree.AlterTableStmt.cmds ?? []).flatMap((command) =>
            "AlterTableCmd" in command ? (command.AlterTableCmd.def ?? []) : [],
          )
        : [];
  return parts
    .flatMap((part) => ("ColumnDef" in part ? (part.ColumnDef.constraints ?? []) : [part]))
    .flatMap((part) => ("Constraint" in part ? [part.Constraint] : []));
}

/** The statements that create tables, in order: by what they need, then by late foreign keys, then by name. */
function orderTables(drafts: readonly Draft[], problems: Problems): readonly Draft[] {
  const tables = drafts
    .filter(({ kind }) => kind === "table")
    .sort((a, b) => compareText(nameOf(a), nameOf(b)));
  const places = new Map(tables.map(({ defines }, index) => [keyOf(defines), index]));
  const placesOf = (names: readonly QualifiedName[]): readonly number[] =>
    names.flatMap((name) => places.get(nameKey(name)) ?? []);
  const wishes = new Map<string, number[]>();
  for (const { kind, table, foreignKeys } of drafts) {
    if (kind === "table") continue;
    const key = keyOf(table);
    wishes.set(key, [...(wishes.get(key) ?? []), ...placesOf(foreignKeys)]);
  }
  const ordered = preferredOrder(
    tables.map(({ mentions }) => placesOf(mentions)),
    tables.map(({ defines }) => wishes.get(keyOf(defines)) ?? []),
  );
  if (!ordered.ok) {
    problems.addCycles("table definitions", names(ordered.cycles, tables));
    return tables;
  }
  return ordered.order.flatMap((index) => tables[index] ?? []);
}

/** All statements: what says more of a table directly after it, late foreign keys last. */
function orderStatements(
  drafts: readonly Draft[],
  tables: readonly Draft[],
  problems: Problems,
): readonly Draft[] {
  const preferred = [
    ...drafts.filter(({ kind }) => kind === "other"),
    ...tables,
    ...drafts.filter(({ kind }) => kind === "foreign-key"),
  ];
  const places = new Map(preferred.map((draft, index) => [draft, index]));
  const definers = new Map(drafts.map((draft) => [keyOf(draft.defines), draft]));
  const before = fileOrder(drafts);
  const needs = preferred.map((draft) => [
    ...draft.mentions.flatMap((name) => {
      const definer = definers.get(nameKey(name));
      return definer === undefined ? [] : (places.get(definer) ?? []);
    }),
    ...(before.get(draft) ?? []).flatMap((each) => places.get(each) ?? []),
  ]);
  const ordered = dependencyOrder(needs);
  if (!ordered.ok) {
    problems.addCycles("table definitions", names(ordered.cycles, preferred));
    return preferred;
  }
  return ordered.order.flatMap((index) => preferred[index] ?? []);
}

/** What makes nothing new follows what its file has before it; an index does not wait for a foreign key. */
function fileOrder(drafts: readonly Draft[]): ReadonlyMap<Draft, readonly Draft[]> {
  const order = new Map<Draft, readonly Draft[]>();
  let last: Draft | undefined;
  let lastButKeys: Draft | undefined;
  for (const draft of drafts) {
    const { statement, kind, defines } = draft;
    if (last?.statement.file !== statement.file) last = lastButKeys = undefined;
    const isIndex = "IndexStmt" in statement.tree;
    if (isIndex && lastButKeys !== undefined) order.set(draft, [lastButKeys]);
    else if (!isIndex && defines === undefined && last !== undefined) order.set(draft, [last]);
    last = draft;
    if (kind !== "foreign-key") lastButKeys = draft;
  }
  return order;
}

async function declaredTable(draft: Draft, own: readonly Draft[]): Promise<DeclaredTable> {
  const { file, line } = draft.statement;
  const name = draft.defines ?? { schema: "public", name: "" };
  const references = new Map(
    own.flatMap(({ foreignKeys }) => foreignKeys).map((each) => [nameKey(each), each]),
  );
  references.delete(nameKey(name));
  const checksum = await sqlChecksum(...own.map(({ statement }) => statement.text));
  return { file, line, name, references: [...references.values()], checksum };
}

function names(
  cycles: readonly (readonly number[])[],
  drafts: readonly Draft[],
): readonly (readonly string[])[] {
  return cycles.map((members) =>
    members.flatMap((index) => {
      const draft = drafts[index];
      return draft === undefined ? [] : [nameOf(draft)];
    }),
  );
}

function nameOf({ defines, statement }: Draft): string {
  return defines === undefined ? `${statement.file}:${statement.line}` : displayName(defines);
}

function keyOf(name: QualifiedName | undefined): string {
  return name === undefined ? "" : nameKey(name);
}
