import type { Constraint, Node } from "@pgsql/types";

import type { QualifiedName } from "./declared-schema.js";
import { namesOf, relationName } from "./syntax-tree.js";

/** What happens to rows whose row of the other table goes or changes. */
export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

/** A foreign key as it is declared. */
export interface ForeignKey {
  readonly columns: readonly string[];
  readonly references: QualifiedName;
  /** Empty where the primary key is meant. */
  readonly referencedColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

const actions: ReadonlyMap<string | undefined, ReferentialAction> = new Map([
  ["r", "restrict"],
  ["c", "cascade"],
  ["n", "set null"],
  ["d", "set default"],
]);

/** The foreign keys that a statement makes, those of columns too. */
export function foreignKeysOf(tree: Node): readonly ForeignKey[] {
  return partsOf(tree).flatMap((part) => {
    if ("Constraint" in part) return foreignKey(part.Constraint, []);
    if (!("ColumnDef" in part)) return [];
    const { colname, constraints = [] } = part.ColumnDef;
    return constraints.flatMap((each) =>
      "Constraint" in each
        ? foreignKey(each.Constraint, colname === undefined ? [] : [colname])
        : [],
    );
  });
}

/** Whether a statement does nothing but add foreign keys to a table that is there. */
export function addsOnlyForeignKeys(tree: Node): boolean {
  return (
    "AlterTableStmt" in tree &&
    (tree.AlterTableStmt.cmds ?? []).every((command) => {
      const part = "AlterTableCmd" in command ? command.AlterTableCmd.def : undefined;
      return (
        part !== undefined && "Constraint" in part && part.Constraint.contype === "CONSTR_FOREIGN"
      );
    })
  );
}

/** The columns and constraints that a statement makes. */
function partsOf(tree: Node): readonly Node[] {
  if ("CreateStmt" in tree) {
    return [...(tree.CreateStmt.tableElts ?? []), ...(tree.CreateStmt.constraints ?? [])];
  }
  if (!("AlterTableStmt" in tree)) return [];
  return (tree.AlterTableStmt.cmds ?? []).flatMap((command) =>
    "AlterTableCmd" in command ? (command.AlterTableCmd.def ?? []) : [],
  );
}

function foreignKey(constraint: Constraint, column: readonly string[]): readonly ForeignKey[] {
  const { contype, pktable, fk_attrs, pk_attrs, fk_del_action, fk_upd_action } = constraint;
  if (contype !== "CONSTR_FOREIGN" || pktable === undefined) return [];
  return [
    {
      columns: fk_attrs === undefined ? column : namesOf(fk_attrs),
      references: relationName(pktable),
      referencedColumns: namesOf(pk_attrs),
      onDelete: actions.get(fk_del_action) ?? "no action",
      onUpdate: actions.get(fk_upd_action) ?? "no action",
    },
  ];
}
