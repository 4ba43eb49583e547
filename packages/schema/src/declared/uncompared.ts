import type { AlterTableType, Node } from "@pgsql/types";

import type { DeclaredNote } from "./declared-schema.js";
import type { ParsedStatement } from "./parsed-statement.js";
import { nodeKind } from "./syntax-tree.js";

/** What statements do that no comparison sees, by the kind of the statement. */
const kinds: Readonly<Record<string, string>> = {
  AlterOwnerStmt: "an owner",
  AlterSeqStmt: "the options of a sequence",
  CreateForeignTableStmt: "a foreign table",
  CreateStatsStmt: "extended statistics",
  DefineStmt: "a type of this kind",
  GrantStmt: "rights",
  RuleStmt: "a rule",
  SecLabelStmt: "a security label",
};

const commented: ReadonlySet<string | undefined> = new Set([
  ...["OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_TABCONSTRAINT", "OBJECT_INDEX", "OBJECT_SEQUENCE"],
  ...["OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_TRIGGER", "OBJECT_POLICY"],
  ...["OBJECT_TYPE", "OBJECT_DOMAIN", "OBJECT_DOMCONSTRAINT"],
]);

/** What `alter table` does to what the comparison reads. */
const comparedCommands: ReadonlySet<AlterTableType | undefined> = new Set<
  AlterTableType | undefined
>([
  ...(["AT_AddColumn", "AT_DropColumn", "AT_AlterColumnType", "AT_ColumnDefault"] as const),
  ...(["AT_SetNotNull", "AT_DropNotNull", "AT_SetExpression", "AT_DropExpression"] as const),
  ...(["AT_AddIdentity", "AT_SetIdentity", "AT_DropIdentity"] as const),
  ...(["AT_AddConstraint", "AT_AlterConstraint", "AT_DropConstraint"] as const),
  ...(["AT_ValidateConstraint", "AT_SetLogged", "AT_SetUnLogged"] as const),
  ...(["AT_AttachPartition", "AT_DetachPartition", "AT_AddInherit", "AT_DropInherit"] as const),
  ...(["AT_EnableTrig", "AT_DisableTrig", "AT_EnableReplicaTrig", "AT_EnableAlwaysTrig"] as const),
  ...(["AT_EnableTrigAll", "AT_DisableTrigAll", "AT_EnableTrigUser"] as const),
  ...(["AT_DisableTrigUser", "AT_EnableRowSecurity", "AT_DisableRowSecurity"] as const),
  ...(["AT_ForceRowSecurity", "AT_NoForceRowSecurity"] as const),
]);

/** Notes the statements that run where they or their tables are new, and that nothing compares later. */
export function uncomparedNotes(statements: readonly ParsedStatement[]): readonly DeclaredNote[] {
  return statements.flatMap(({ file, line, tree }) => {
    const what = uncompared(tree);
    if (what === undefined) return [];
    const message = `${what}: runs where it or its table is new, and is not compared later; a migration changes it`;
    return [{ file, line, message }];
  });
}

function uncompared(tree: Node): string | undefined {
  if ("CommentStmt" in tree) {
    return commented.has(tree.CommentStmt.objtype) ? undefined : "a comment on this";
  }
  if ("CreateSeqStmt" in tree) {
    return (tree.CreateSeqStmt.options ?? []).length > 0 ? kinds["AlterSeqStmt"] : undefined;
  }
  if ("CreateStmt" in tree) {
    const { options = [], tablespacename, accessMethod, tableElts = [] } = tree.CreateStmt;
    const isStored =
      options.length > 0 || tablespacename !== undefined || accessMethod !== undefined;
    return isStored || tableElts.some(isStoredColumn) ? "storage" : undefined;
  }
  if ("AlterTableStmt" in tree) {
    const { objtype, cmds = [] } = tree.AlterTableStmt;
    const isCompared = cmds.every(
      (command) =>
        "AlterTableCmd" in command && comparedCommands.has(command.AlterTableCmd.subtype),
    );
    return objtype === "OBJECT_TABLE" && isCompared ? undefined : "this part of it";
  }
  return kinds[nodeKind(tree)];
}

function isStoredColumn(element: Node): boolean {
  if (!("ColumnDef" in element)) return false;
  const { compression, storage_name: storage } = element.ColumnDef;
  return compression !== undefined || storage !== undefined;
}
