import type { DeclaredFunction, QualifiedName } from "../declared/declared-schema.js";
import { mentionsOf, nameKey, namesOf, nodeKind, qualifiedName } from "../declared/syntax-tree.js";
import type { TableDraft } from "../declared/table-draft.js";

/** The statements of `tables/`, before and after the functions. */
export interface SeparatedStatements {
  readonly early: readonly TableDraft[];
  readonly late: readonly TableDraft[];
}

/** What may call functions without being something that functions are made of. */
const lateKinds = new Set([
  ...["ViewStmt", "CreateTableAsStmt", "CreateTrigStmt", "CreatePolicyStmt", "RuleStmt"],
]);

/** Finds the statements that have to wait for functions of the same schema, and those that wait for these. Both keep their order. */
export function separateLate(
  drafts: readonly TableDraft[],
  functions: readonly DeclaredFunction[],
): SeparatedStatements {
  const declared = new Set(functions.map(({ name }) => nameKey(name)));
  const lateNames = new Set<string>();
  const isLate = (draft: TableDraft): boolean => {
    const { tree } = draft.statement;
    return (
      (lateKinds.has(nodeKind(tree)) &&
        mentionsOf(tree).functions.some((name) => declared.has(nameKey(name)))) ||
      draft.mentions.some((name) => lateNames.has(nameKey(name))) ||
      partsOf(draft).some((part) => lateNames.has(part))
    );
  };
  const early: TableDraft[] = [];
  const late: TableDraft[] = [];
  for (const draft of drafts) {
    if (!isLate(draft)) {
      early.push(draft);
      continue;
    }
    late.push(draft);
    if (draft.defines !== undefined) lateNames.add(nameKey(draft.defines));
    for (const part of partsOf(draft)) lateNames.add(part);
  }
  return { early, late };
}

/** The triggers and policies that a statement makes, or says more of, as keys. */
function partsOf({ table, statement: { tree } }: TableDraft): readonly string[] {
  if ("CreateTrigStmt" in tree) {
    // All triggers of a table can be switched off together.
    const { trigname } = tree.CreateTrigStmt;
    return [partKey("OBJECT_TRIGGER", table, trigname), partKey("OBJECT_TRIGGER", table, "")];
  }
  if ("CreatePolicyStmt" in tree) {
    return [partKey("OBJECT_POLICY", table, tree.CreatePolicyStmt.policy_name)];
  }
  if ("AlterTableStmt" in tree) {
    return (tree.AlterTableStmt.cmds ?? []).flatMap((command) => {
      if (!("AlterTableCmd" in command)) return [];
      const { subtype = "", name = "" } = command.AlterTableCmd;
      return /^AT_(?:En|Dis)able.*Trig/.test(subtype)
        ? [partKey("OBJECT_TRIGGER", table, name)]
        : [];
    });
  }
  if (!("CommentStmt" in tree)) return [];
  const { object, objtype } = tree.CommentStmt;
  const parts = object !== undefined && "List" in object ? namesOf(object.List.items) : [];
  if (objtype !== "OBJECT_TRIGGER" && objtype !== "OBJECT_POLICY") return [];
  return [partKey(objtype, qualifiedName(parts.slice(0, -1)), parts.at(-1))];
}

function partKey(
  kind: "OBJECT_TRIGGER" | "OBJECT_POLICY",
  table: QualifiedName | undefined,
  name: string | undefined,
): string {
  return JSON.stringify([kind, table?.schema, table?.name, name]);
}
