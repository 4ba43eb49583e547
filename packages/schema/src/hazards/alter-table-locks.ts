import type { AlterTableCmd, AlterTableType, DefElem, Node } from "@pgsql/types";

import type { LockMode } from "../compare/schema-change.js";

/**
 * The subcommands of `alter table` that take less than `AccessExclusiveLock`, which all others take: PostgreSQL's documentation of
 * `alter table` says so of each, and `pg_locks` of PostgreSQL 15 and 18 agrees.
 */
const weakerLocks: Readonly<Partial<Record<AlterTableType, LockMode>>> = {
  AT_SetStatistics: "ShareUpdateExclusiveLock",
  AT_SetOptions: "ShareUpdateExclusiveLock",
  AT_ResetOptions: "ShareUpdateExclusiveLock",
  AT_ClusterOn: "ShareUpdateExclusiveLock",
  AT_DropCluster: "ShareUpdateExclusiveLock",
  AT_ValidateConstraint: "ShareUpdateExclusiveLock",
  AT_AttachPartition: "ShareUpdateExclusiveLock",
  AT_DetachPartitionFinalize: "ShareUpdateExclusiveLock",
  AT_EnableTrig: "ShareRowExclusiveLock",
  AT_EnableAlwaysTrig: "ShareRowExclusiveLock",
  AT_EnableReplicaTrig: "ShareRowExclusiveLock",
  AT_EnableTrigAll: "ShareRowExclusiveLock",
  AT_EnableTrigUser: "ShareRowExclusiveLock",
  AT_DisableTrig: "ShareRowExclusiveLock",
  AT_DisableTrigAll: "ShareRowExclusiveLock",
  AT_DisableTrigUser: "ShareRowExclusiveLock",
};

/** Storage parameters of tables that are set under `ShareUpdateExclusiveLock`: those of autovacuum and TOAST too. */
const weakParameters =
  /^(?:fillfactor|parallel_workers|toast_tuple_target|vacuum_.*|autovacuum_.*|log_autovacuum_.*)$/;

/** What a subcommand of `alter table` takes on its table. */
export function alterTableLock({ subtype, def }: AlterTableCmd): LockMode {
  if (subtype === "AT_SetRelOptions" || subtype === "AT_ResetRelOptions") {
    return parameters(def).every(isWeak) ? "ShareUpdateExclusiveLock" : "AccessExclusiveLock";
  }
  if (subtype === "AT_AddConstraint" && def && "Constraint" in def) {
    return def.Constraint.contype === "CONSTR_FOREIGN"
      ? "ShareRowExclusiveLock"
      : "AccessExclusiveLock";
  }
  if (subtype === "AT_DetachPartition" && def && "PartitionCmd" in def) {
    return def.PartitionCmd.concurrent === true
      ? "ShareUpdateExclusiveLock"
      : "AccessExclusiveLock";
  }
  return (subtype && weakerLocks[subtype]) ?? "AccessExclusiveLock";
}

function isWeak({ defname = "", defnamespace }: DefElem): boolean {
  return defnamespace === "toast" || weakParameters.test(defname);
}

function parameters(list: Node | undefined): readonly DefElem[] {
  const items = list && "List" in list ? (list.List.items ?? []) : [];
  return items.flatMap((item) => ("DefElem" in item ? [item.DefElem] : []));
}
