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
    const part = partOf(draft);
    return (
      (lateKinds.has(nodeKind(tree)) &&
        mentionsOf(tree).functions.some((name) => declared.has(nameKey(name)))) ||
      draft.mentions.some((name) => lateNames.has(nameKey(name))) ||
      (part !== undefined && lateNames.has(part))
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
    const part = partOf(draft);
    if (part !== undefined) lateNames.add(part);
  }
  return { early, late };
}

/** The trigger, policy or rule that a statement makes or comments on, as a key. */
function partOf({ table, statement: { tree } }: TableDraft): string | undefined {
  if ("CreateTrigStmt" in tree)
    return partKey("OBJECT_TRIGGER", table, tree.CreateTrigStmt.trigname);
  if ("CreatePolicyStmt" in tree) {
    return partKey("OBJECT_POLICY", table, tree.CreatePolicyStmt.policy_name);
  }
  if (!("CommentStmt" in tree)) return undefined;
  const { object, objtype } = tree.CommentStmt;
  const parts = object !== undefined && "List" in object ? namesOf(object.List.items) : [];
  if (objtype !== "OBJECT_TRIGGER" && objtype !== "OBJECT_POLICY") return undefined;
  return partKey(objtype, qualifiedName(parts.slice(0, -1)), parts.at(-1));
}

function partKey(
  kind: "OBJECT_TRIGGER" | "OBJECT_POLICY",
  table: QualifiedName | undefined,
  name: string | undefined,
): string | undefined {
  return table && JSON.stringify([kind, table.schema, table.name, name]);
}
