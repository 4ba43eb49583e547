import type { AlterTableStmt, CreateStmt, DropStmt, Node, RangeVar } from "@pgsql/types";

import { lockModes } from "../compare/schema-change.js";
import type { LockMode, TakenLock } from "../compare/schema-change.js";
import type { QualifiedName } from "../declared/declared-schema.js";
import { parseSql } from "../declared/sql-parser.js";
import { mentionsOf, namesOf, qualifiedName, relationName } from "../declared/syntax-tree.js";
import { alterTableLock } from "./alter-table-locks.js";

/**
 * The locks that a statement takes on tables and views that its text names, the strongest of each; names without a schema count
 * as those of `public`. What only the catalog knows is not in them: partitions and children, the other side of a foreign key that
 * is dropped, tables behind views and functions.
 *
 * @param text - One or more statements. None are told of a text that is no SQL.
 * @example
 * await statementLocks("alter table orders add foreign key (customer_id) references customers");
 * // [{ relation: "public.orders", mode: "ShareRowExclusiveLock" }, { relation: "public.customers", mode: "ShareRowExclusiveLock" }]
 */
export async function statementLocks(text: string): Promise<readonly TakenLock[]> {
  const parsed = await parseSql(text);
  if (!parsed.ok) return [];
  return strongestLocks(parsed.statements.flatMap(({ stmt }) => (stmt ? treeLocks(stmt) : [])));
}

/** Of several locks on one relation the strongest. */
export function strongestLocks(locks: readonly TakenLock[]): readonly TakenLock[] {
  const modes = new Map<string, LockMode>();
  for (const { relation, mode } of locks) {
    const before = modes.get(relation);
    if (before === undefined || lockModes.indexOf(before) < lockModes.indexOf(mode)) {
      modes.set(relation, mode);
    }
  }
  return [...modes].map(([relation, mode]) => ({ relation, mode }));
}

/** The locks of a statement that is parsed already. */
function treeLocks(tree: Node): readonly TakenLock[] {
  const locks = ownLocks(tree);
  const locked = new Set([
    ...locks.map(({ relation }) => relation),
    ...created(tree).map(relationText),
  ]);
  const others = mentionsOf(tree).relations.filter((name) => !locked.has(relationText(name)));
  return readsOthers(tree)
    ? [...locks, ...others.map((name) => onName(name, "AccessShareLock"))]
    : locks;
}

/** What takes more than a look at a relation. */
function ownLocks(node: Node): readonly TakenLock[] {
  if ("AlterTableStmt" in node) return alterTableLocks(node.AlterTableStmt);
  if ("CreateStmt" in node) return createTableLocks(node.CreateStmt);
  if ("DropStmt" in node) return dropLocks(node.DropStmt);
  if ("IndexStmt" in node) {
    const { relation, concurrent } = node.IndexStmt;
    return on(relation, concurrent === true ? "ShareUpdateExclusiveLock" : "ShareLock");
  }
  if ("RenameStmt" in node) {
    const { relation, renameType } = node.RenameStmt;
    return renameType === "OBJECT_INDEX" ? [] : on(relation, "AccessExclusiveLock");
  }
  if ("AlterObjectSchemaStmt" in node) {
    return on(node.AlterObjectSchemaStmt.relation, "AccessExclusiveLock");
  }
  if ("CreateTrigStmt" in node) {
    const { relation, constrrel } = node.CreateTrigStmt;
    return [...on(relation, "ShareRowExclusiveLock"), ...on(constrrel, "AccessShareLock")];
  }
  if ("RuleStmt" in node) return on(node.RuleStmt.relation, "AccessExclusiveLock");
  if ("CreatePolicyStmt" in node) return on(node.CreatePolicyStmt.table, "AccessExclusiveLock");
  if ("AlterPolicyStmt" in node) return on(node.AlterPolicyStmt.table, "AccessExclusiveLock");
  if ("ViewStmt" in node) {
    return node.ViewStmt.replace === true ? on(node.ViewStmt.view, "AccessExclusiveLock") : [];
  }
  if ("CreateStatsStmt" in node) {
    return listed(node.CreateStatsStmt.relations, "ShareUpdateExclusiveLock");
  }
  if ("CommentStmt" in node) return commentLocks(node);
  if ("TruncateStmt" in node) return listed(node.TruncateStmt.relations, "AccessExclusiveLock");
  if ("LockStmt" in node) {
    const mode = lockModes[(node.LockStmt.mode ?? lockModes.length) - 1];
    return listed(node.LockStmt.relations, mode ?? "AccessExclusiveLock");
  }
  if ("CreateSeqStmt" in node) return ownedByLocks(node.CreateSeqStmt.options);
  return rowLocks(node) ?? maintenanceLocks(node);
}

function rowLocks(node: Node): readonly TakenLock[] | undefined {
  if ("InsertStmt" in node) return on(node.InsertStmt.relation, "RowExclusiveLock");
  if ("UpdateStmt" in node) return on(node.UpdateStmt.relation, "RowExclusiveLock");
  if ("DeleteStmt" in node) return on(node.DeleteStmt.relation, "RowExclusiveLock");
  if ("MergeStmt" in node) return on(node.MergeStmt.relation, "RowExclusiveLock");
  if ("CopyStmt" in node) {
    const { relation, is_from: isFrom } = node.CopyStmt;
    return on(relation, isFrom === true ? "RowExclusiveLock" : "AccessShareLock");
  }
  if ("SelectStmt" in node && node.SelectStmt.lockingClause) {
    const named = node.SelectStmt.lockingClause.flatMap((clause) =>
      "LockingClause" in clause ? (clause.LockingClause.lockedRels ?? []) : [],
    );
    return named.length > 0
      ? listed(named, "RowShareLock")
      : mentionsOf(node.SelectStmt.fromClause).relations.map((name) =>
          onName(name, "RowShareLock"),
        );
  }
  return undefined;
}

function maintenanceLocks(node: Node): readonly TakenLock[] {
  if ("ClusterStmt" in node) return on(node.ClusterStmt.relation, "AccessExclusiveLock");
  if ("RefreshMatViewStmt" in node) {
    const { relation, concurrent } = node.RefreshMatViewStmt;
    return on(relation, concurrent === true ? "ExclusiveLock" : "AccessExclusiveLock");
  }
  if ("VacuumStmt" in node) {
    const mode = hasOption(node.VacuumStmt.options, "full")
      ? "AccessExclusiveLock"
      : "ShareUpdateExclusiveLock";
    return (node.VacuumStmt.rels ?? []).flatMap((each) =>
      "VacuumRelation" in each ? on(each.VacuumRelation.relation, mode) : [],
    );
  }
  if ("ReindexStmt" in node && node.ReindexStmt.kind === "REINDEX_OBJECT_TABLE") {
    const { relation, params } = node.ReindexStmt;
    return on(
      relation,
      hasOption(params, "concurrently") ? "ShareUpdateExclusiveLock" : "ShareLock",
    );
  }
  return [];
}

function alterTableLocks({ relation, cmds = [], objtype }: AlterTableStmt): readonly TakenLock[] {
  if (objtype === "OBJECT_INDEX" || objtype === "OBJECT_SEQUENCE" || objtype === "OBJECT_TYPE")
    return [];
  return cmds.flatMap((each) => {
    if (!("AlterTableCmd" in each)) return [];
    const { subtype, def } = each.AlterTableCmd;
    const others =
      def && "PartitionCmd" in def
        ? on(def.PartitionCmd.name, "AccessExclusiveLock")
        : def && "RangeVar" in def
          ? on(
              def.RangeVar,
              subtype === "AT_DropInherit" ? "AccessShareLock" : "ShareUpdateExclusiveLock",
            )
          : referencedLocks([def]);
    return [...on(relation, alterTableLock(each.AlterTableCmd)), ...others];
  });
}

function createTableLocks({
  relation,
  tableElts,
  inhRelations,
  partbound,
}: CreateStmt): readonly TakenLock[] {
  const self = relation ? relationText(relationName(relation)) : "";
  return [
    ...referencedLocks(tableElts).filter((lock) => lock.relation !== self),
    ...listed(inhRelations, partbound ? "AccessExclusiveLock" : "ShareUpdateExclusiveLock"),
  ];
}

/** The tables that foreign keys refer to: their triggers are made there too. */
function referencedLocks(nodes: readonly (Node | undefined)[] = []): readonly TakenLock[] {
  return nodes.flatMap((node) => {
    if (node === undefined) return [];
    if ("ColumnDef" in node) return referencedLocks(node.ColumnDef.constraints);
    return "Constraint" in node ? on(node.Constraint.pktable, "ShareRowExclusiveLock") : [];
  });
}

const partKinds: ReadonlySet<string | undefined> = new Set([
  "OBJECT_TRIGGER",
  "OBJECT_POLICY",
  "OBJECT_RULE",
]);
const relationKinds: ReadonlySet<string | undefined> = new Set([
  "OBJECT_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
]);

function dropLocks({ objects = [], removeType, concurrent }: DropStmt): readonly TakenLock[] {
  return objects.flatMap((object) => {
    const parts = "List" in object ? namesOf(object.List.items) : [];
    if (partKinds.has(removeType)) {
      return [onName(qualifiedName(parts.slice(0, -1)), "AccessExclusiveLock")];
    }
    // Its table, which is locked in the same mode, does not stand in the text.
    if (removeType === "OBJECT_INDEX") {
      const mode = concurrent === true ? "ShareUpdateExclusiveLock" : "AccessExclusiveLock";
      return [onName(qualifiedName(parts), mode)];
    }
    return relationKinds.has(removeType)
      ? [onName(qualifiedName(parts), "AccessExclusiveLock")]
      : [];
  });
}

function ownedByLocks(options: readonly Node[] = []): readonly TakenLock[] {
  return options.flatMap((option) => {
    if (!("DefElem" in option) || option.DefElem.defname !== "owned_by") return [];
    const { arg } = option.DefElem;
    const parts = arg && "List" in arg ? namesOf(arg.List.items) : [];
    return parts.length > 1 ? [onName(qualifiedName(parts.slice(0, -1)), "AccessShareLock")] : [];
  });
}

function commentLocks(
  node: Extract<Node, { readonly CommentStmt: unknown }>,
): readonly TakenLock[] {
  const { object, objtype } = node.CommentStmt;
  const parts = object && "List" in object ? namesOf(object.List.items) : [];
  const owner = qualifiedName(parts.slice(0, -1));
  if (relationKinds.has(objtype)) return [onName(qualifiedName(parts), "ShareUpdateExclusiveLock")];
  if (objtype === "OBJECT_COLUMN") return [onName(owner, "ShareUpdateExclusiveLock")];
  return partKinds.has(objtype) || objtype === "OBJECT_TABCONSTRAINT"
    ? [onName(owner, "AccessShareLock")]
    : [];
}

const noReaders = [
  ...["CommentStmt", "DropStmt", "LockStmt", "CompositeTypeStmt"],
  // It takes no lock before PostgreSQL 18, and the weakest from then on.
  "GrantStmt",
] as const;

/** Whether the other relations that a statement names are read by it. */
function readsOthers(node: Node): boolean {
  if ("AlterTableStmt" in node && node.AlterTableStmt.objtype !== "OBJECT_TABLE") return false;
  return !noReaders.some((kind) => kind in node);
}

/** What a statement makes: nobody else can wait for it. */
function created(node: Node): readonly QualifiedName[] {
  const relation =
    "CreateStmt" in node
      ? node.CreateStmt.relation
      : "ViewStmt" in node
        ? node.ViewStmt.view
        : "CreateTableAsStmt" in node
          ? node.CreateTableAsStmt.into?.rel
          : "CreateSeqStmt" in node
            ? node.CreateSeqStmt.sequence
            : "SelectStmt" in node
              ? node.SelectStmt.intoClause?.rel
              : undefined;
  return relation ? [relationName(relation)] : [];
}

function on(relation: RangeVar | undefined, mode: LockMode): readonly TakenLock[] {
  return relation?.relname === undefined ? [] : [onName(relationName(relation), mode)];
}

function onName(name: QualifiedName, mode: LockMode): TakenLock {
  return { relation: relationText(name), mode };
}

function relationText({ schema, name }: QualifiedName): string {
  return `${schema}.${name}`;
}

function listed(nodes: readonly Node[] = [], mode: LockMode): readonly TakenLock[] {
  return nodes.flatMap((node) => ("RangeVar" in node ? on(node.RangeVar, mode) : []));
}

function hasOption(options: readonly Node[] = [], name: string): boolean {
  return options.some((each) => "DefElem" in each && each.DefElem.defname === name);
}
