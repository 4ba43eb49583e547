import type { QualifiedName } from "../declared/declared-schema.js";

/** What a change may do to data, and to those who rely on what is there. */
export type Compatibility = "safe" | "dataloss" | "incompatible";

/** What differs. */
export type ChangeType =
  | "CreateTable"
  | "DropTable"
  | "ModifyTable"
  | "AddColumn"
  | "DropColumn"
  | "ModifyColumnType"
  | "ModifyColumnNullable"
  | "ModifyColumnDefault"
  | "AddConstraint"
  | "DropConstraint"
  | "ModifyConstraint"
  | "CreateIndex"
  | "DropIndex"
  | "ModifyIndex"
  | "CreateSequence"
  | "CreateType"
  | "AddEnumValue"
  | "ModifyType"
  | "CreateView"
  | "DropView"
  | "ModifyView"
  | "CreateTrigger"
  | "DropTrigger"
  | "ModifyTrigger"
  | "CreatePolicy"
  | "DropPolicy"
  | "ModifyPolicy"
  | "EnableRowSecurity"
  | "DisableRowSecurity"
  | "ForceRowSecurity"
  | "UnforceRowSecurity"
  | "ModifyComment";

/** PostgreSQL's table-level lock modes, weakest first. */
export const lockModes = [
  "AccessShareLock",
  "RowShareLock",
  "RowExclusiveLock",
  "ShareUpdateExclusiveLock",
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
] as const;

/** One of {@link lockModes}. */
export type LockMode = (typeof lockModes)[number];

/** A lock that a step takes, and holds to the end of its transaction. */
export interface TakenLock {
  /** Such as `public.orders`. */
  readonly relation: string;
  readonly mode: LockMode;
}

/** Why somebody should look twice. */
export type HazardKind =
  /** Data may be lost, or the statement may fail on data that is there. */
  | "data-loss"
  /** No rule says that values survive, or that what relies on them goes on working. */
  | "incompatible"
  /** PostgreSQL writes the whole table anew under AccessExclusiveLock. */
  | "table-rewrite"
  /** Reads or writes of a table that has rows wait for as long as all of it is read or checked. */
  | "long-lock"
  /** Who may see or change which rows is no longer what it was. */
  | "access"
  /** A materialized view is computed anew: nobody reads it until then. */
  | "refresh"
  /** An index is built without `concurrently`: writes wait. */
  | "index-without-concurrently"
  /** A function that is live mentions the column or table. */
  | "used-by-function"
  /** Something else in the database (a view, a trigger) depends on it. */
  | "used-by-object";

/** Something that may hurt, named. */
export interface Hazard {
  readonly kind: HazardKind;
  readonly message: string;
  /** What `accept` takes to let it happen, such as `drop-column:orders.note`; null where it blocks nothing. */
  readonly accept: string | null;
}

/** All that a change runs, in order. */
export function allStatements({
  before,
  statements,
  after,
}: Pick<SchemaChange, "before" | "statements" | "after">): readonly string[] {
  return [...before, ...statements, ...after];
}

/** One difference between the declared schema and the database, and how it is undone. */
export interface SchemaChange {
  readonly type: ChangeType;
  /** The table; of a type, the type; of a view, the view. */
  readonly table: QualifiedName;
  /** Of a column, constraint, index, trigger, policy or enum value its name; of a comment what it is on. */
  readonly column: string | null;
  readonly fromType: string | null;
  readonly toType: string | null;
  readonly compatibility: Compatibility;
  readonly reason: string | null;
  /** What makes the database as declared, in order. Empty where nobody but a migration can. */
  readonly statements: readonly string[];
  /** What goes before any change is made: a view must not be in the way of its tables. Those of later changes run first. */
  readonly before: readonly string[];
  /** What waits for the functions, which it calls. */
  readonly after: readonly string[];
  readonly locks: readonly TakenLock[];
  readonly hazards: readonly Hazard[];
}
