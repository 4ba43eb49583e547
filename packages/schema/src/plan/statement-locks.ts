import type { AlterTableStmt, DropStmt, Node, RangeVar } from "@pgsql/types";

import { type LockMode, lockModes, type TakenLock } from "../compare/schema-change.js";
import { parseStatement } from "../sql/parse-statement.js";

/**
 * The locks that a statement takes on tables and views that may be there already, as PostgreSQL documents them. Those of
 * functions that it calls, and of blocks of code, nobody can tell.
 *
 * @example
 * await statementLocks("alter table orders add column note text");
 * // [{ relation: "public.orders", mode: "AccessExclusiveLock" }]
 */
export async function statementLocks(text: string): Promise<readonly TakenLock[]> {
  const statement = await parseStatement(text);
  return statement === undefined ? [] : strongest(locksOf(statement));
}

/** Of several locks on one relation the strongest. */
export function strongest(locks: readonly TakenLock[]): readonly TakenLock[] {
  const modes = new Map<string, LockMode>();
  for (const { relation, mode } of locks) {
    const before = modes.get(relation);
    if (before === undefined || lockModes.indexOf(before) < lockModes.indexOf(mode)) {
      modes.set(relation, mode);
    }
  }
  return [...modes].map(([relation, mode]) => ({ relation, mode }));
}

function locksOf(node: Node): readonly TakenLock[] {
  if ("AlterTableStmt" in node) return alterTableLocks(node.AlterTableStmt);
  if ("DropStmt" in node) return dropLocks(node.DropStmt);
  if ("IndexStmt" in node) {
    const { relation, concurrent = false } = node.IndexStmt;
    return lock(relation, concurrent ? "ShareUpdateExclusiveLock" : "ShareLock");
  }
  if ("CreateStmt" in node) return referencedLocks(node.CreateStmt.tableElts);
  if ("RenameStmt" in node) return lock(node.RenameStmt.relation, "AccessExclusiveLock");
  if ("AlterObjectSchemaStmt" in node) {
    return lock(node.AlterObjectSchemaStmt.relation, "AccessExclusiveLock");
  }
  if ("CreateTrigStmt" in node) return lock(node.CreateTrigStmt.relation, "ShareRowExclusiveLock");
  if ("RuleStmt" in node) return lock(node.RuleStmt.relation, "AccessExclusiveLock");
  if ("CreatePolicyStmt" in node) return lock(node.CreatePolicyStmt.table, "AccessExclusiveLock");
  if ("AlterPolicyStmt" in node) return lock(node.AlterPolicyStmt.table, "AccessExclusiveLock");
  if ("ViewStmt" in node && node.ViewStmt.replace === true) {
    return lock(node.ViewStmt.view, "AccessExclusiveLock");
  }
  if ("TruncateStmt" in node) return listed(node.TruncateStmt.relations, "AccessExclusiveLock");
  if ("ClusterStmt" in node) return lock(node.ClusterStmt.relation, "AccessExclusiveLock");
  if ("LockStmt" in node) return listed(node.LockStmt.relations, modeOf(node.LockStmt.mode));
  if ("InsertStmt" in node) return lock(node.InsertStmt.relation, "RowExclusiveLock");
  if ("UpdateStmt" in node) return lock(node.UpdateStmt.relation, "RowExclusiveLock");
  if ("DeleteStmt" in node) return lock(node.DeleteStmt.relation, "RowExclusiveLock");
  if ("MergeStmt" in node) return lock(node.MergeStmt.relation, "RowExclusiveLock");
  if ("CopyStmt" in node) {
    const { relation, is_from: isFrom = false } = node.CopyStmt;
    return lock(relation, isFrom ? "RowExclusiveLock" : "AccessShareLock");
  }
  if ("CreateStatsStmt" in node) {
    return listed(node.CreateStatsStmt.relations, "ShareUpdateExclusiveLock");
  }
  if ("RefreshMatViewStmt" in node) {
    const { relation, concurrent = false } = node.RefreshMatViewStmt;
    return lock(relation, concurrent ? "ExclusiveLock" : "AccessExclusiveLock");
  }
  if ("VacuumStmt" in node) {
    const isFull = hasOption(node.VacuumStmt.options, "full");
    return (node.VacuumStmt.rels ?? []).flatMap((each) =>
      "VacuumRelation" in each
        ? lock(
            each.VacuumRelation.relation,
            isFull ? "AccessExclusiveLock" : "ShareUpdateExclusiveLock",
          )
        : [],
    );
  }
  if ("ReindexStmt" in node) {
    const { relation, params } = node.ReindexStmt;
    return lock(
      relation,
      hasOption(params, "concurrently") ? "ShareUpdateExclusiveLock" : "ShareLock",
    );
  }
  return [];
}

const weakCommands = new Set([
  ...["AT_SetStatistics", "AT_SetOptions", "AT_ResetOptions", "AT_ClusterOn", "AT_DropCluster"],
  ...["AT_SetRelOptions", "AT_ResetRelOptions", "AT_ValidateConstraint", "AT_AttachPartition"],
]);

const triggerCommands = new Set([
  ...["AT_EnableTrig", "AT_EnableAlwaysTrig", "AT_EnableReplicaTrig", "AT_EnableTrigAll"],
  ...["AT_EnableTrigUser", "AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser"],
]);

function alterTableLocks({ relation, cmds = [] }: AlterTableStmt): readonly TakenLock[] {
  return cmds.flatMap((each) => {
    if (!("AlterTableCmd" in each)) return [];
    const { subtype = "", def } = each.AlterTableCmd;
    const isForeignKey =
      def !== undefined && "Constraint" in def && def.Constraint.contype === "CONSTR_FOREIGN";
    const mode = weakCommands.has(subtype)
      ? "ShareUpdateExclusiveLock"
      : triggerCommands.has(subtype) || isForeignKey
        ? "ShareRowExclusiveLock"
        : "AccessExclusiveLock";
    const others = subtype === "AT_AddColumn" || isForeignKey ? referencedLocks([def]) : [];
    return [...lock(relation, mode), ...others];
  });
}

/** The tables to which foreign keys refer: their triggers are made there too. */
function referencedLocks(nodes: readonly (Node | undefined)[] = []): readonly TakenLock[] {
  return nodes.flatMap((node) => {
    if (node === undefined) return [];
    if ("ColumnDef" in node) return referencedLocks(node.ColumnDef.constraints);
    return "Constraint" in node ? lock(node.Constraint.pktable, "ShareRowExclusiveLock") : [];
  });
}

function dropLocks({ objects = [], removeType, concurrent }: DropStmt): readonly TakenLock[] {
  const isOfTable = removeType === "OBJECT_TRIGGER" || removeType === "OBJECT_POLICY";
  const isRelation =
    isOfTable ||
    ["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_INDEX", "OBJECT_RULE"].includes(
      removeType ?? "",
    );
  if (!isRelation) return [];
  return objects.flatMap((object) => {
    const items = "List" in object ? (object.List.items ?? []) : [];
    const parts = items.flatMap((item) => ("String" in item ? [item.String.sval ?? ""] : []));
    const names = isOfTable || removeType === "OBJECT_RULE" ? parts.slice(0, -1) : parts;
    const [schemaname, relname] = names.length > 1 ? names.slice(-2) : [undefined, names[0]];
    if (relname === undefined) return [];
    const mode = concurrent === true ? "ShareUpdateExclusiveLock" : "AccessExclusiveLock";
    return lock(schemaname === undefined ? { relname } : { schemaname, relname }, mode);
  });
}

function lock(relation: RangeVar | undefined, mode: LockMode): readonly TakenLock[] {
  if (relation?.relname === undefined) return [];
  return [{ relation: `${relation.schemaname ?? "public"}.${relation.relname}`, mode }];
}

function listed(nodes: readonly Node[] = [], mode: LockMode): readonly TakenLock[] {
  return nodes.flatMap((node) => ("RangeVar" in node ? lock(node.RangeVar, mode) : []));
}

/** PostgreSQL numbers them from 1. */
function modeOf(mode: number = lockModes.length): LockMode {
  return lockModes[mode - 1] ?? "AccessExclusiveLock";
}

function hasOption(options: readonly Node[] = [], name: string): boolean {
  return options.some((each) => "DefElem" in each && each.DefElem.defname === name);
}
