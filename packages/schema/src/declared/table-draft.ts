import type { Node } from "@pgsql/types";

import type { QualifiedName } from "./declared-schema.js";
import { addsOnlyForeignKeys, type ForeignKey, foreignKeysOf } from "./foreign-keys.js";
import type { ParsedStatement } from "./parsed-statement.js";
import { definedRelation, relationMentions } from "./relation-mentions.js";
import { displayName, nameKey, nodeKind, relationName } from "./syntax-tree.js";

/** A statement of `tables/`, and what it has to do with others. */
export interface TableDraft {
  readonly statement: ParsedStatement;
  /** What it makes; of a table, the table. */
  readonly defines: QualifiedName | undefined;
  /** The table that it creates or says more of. */
  readonly table: QualifiedName | undefined;
  /** `foreign-key` does nothing but add foreign keys to a table that is there. */
  readonly kind: "table" | "foreign-key" | "other";
  readonly mentions: readonly QualifiedName[];
  readonly foreignKeys: readonly ForeignKey[];
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
  "CreateTrigStmt",
  "GrantStmt",
  "IndexStmt",
  "RuleStmt",
  "SecLabelStmt",
  "ViewStmt",
]);

/** Why a statement does not belong in `tables/`; undefined where it does. */
export function tableRefusal(tree: Node): string | undefined {
  if (!allowed.has(nodeKind(tree))) {
    return "tables/ holds tables, and indexes, constraints, sequences, views, triggers, policies, comments and grants of them";
  }
  if ("CreateStmt" in tree && tree.CreateStmt.relation?.relpersistence === "t") {
    return "a temporary table ends with its session, so it cannot be declared";
  }
  if ("ViewStmt" in tree && tree.ViewStmt.view?.relpersistence === "t") {
    return "a temporary view ends with its session, so it cannot be declared";
  }
  if ("CreateTableAsStmt" in tree && tree.CreateTableAsStmt.objtype !== "OBJECT_MATVIEW") {
    return "a table that is filled by a query cannot be compared; declare its columns";
  }
  if ("IndexStmt" in tree && tree.IndexStmt.concurrent === true) {
    return "an index of tables/ is built with its table; leave concurrently to a migration";
  }
  return undefined;
}

/** Finds what a statement has to do with others. */
export async function tableDraft(statement: ParsedStatement): Promise<TableDraft> {
  const { tree } = statement;
  const defines = definedRelation(tree);
  const isTable = "CreateStmt" in tree || "CreateForeignTableStmt" in tree;
  return {
    statement,
    defines,
    table: isTable ? defines : subjectOf(tree),
    kind: isTable ? "table" : addsOnlyForeignKeys(tree) ? "foreign-key" : "other",
    mentions: await relationMentions(tree),
    foreignKeys: foreignKeysOf(tree),
  };
}

/** What to call a statement: what it makes, or where it is. */
export function draftName({ defines, statement }: TableDraft): string {
  return defines === undefined ? `${statement.file}:${statement.line}` : displayName(defines);
}

/** A name as a key of a map; empty where there is none. */
export function keyOf(name: QualifiedName | undefined): string {
  return name === undefined ? "" : nameKey(name);
}

/** The table that a statement says more of. */
function subjectOf(tree: Node): QualifiedName | undefined {
  if ("AlterTableStmt" in tree) return relationName(tree.AlterTableStmt.relation ?? {});
  if ("IndexStmt" in tree) return relationName(tree.IndexStmt.relation ?? {});
  if ("CreatePolicyStmt" in tree) return relationName(tree.CreatePolicyStmt.table ?? {});
  if ("CreateTrigStmt" in tree) return relationName(tree.CreateTrigStmt.relation ?? {});
  return undefined;
}
