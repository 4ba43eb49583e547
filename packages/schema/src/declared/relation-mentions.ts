import type { Node } from "@pgsql/types";

import type { QualifiedName } from "./declared-schema.js";
import { parseSql } from "./sql-parser.js";
import { mentionsOf, namesOf, qualifiedName, relationName } from "./syntax-tree.js";

/** All relations that a statement mentions, in whichever way PostgreSQL lets it. */
export async function relationMentions(tree: Node): Promise<readonly QualifiedName[]> {
  const { relations, types, sequences } = mentionsOf(tree);
  const named = await Promise.all(sequences.map(relationInText));
  // A column may be of a table's row type.
  return [...relations, ...types, ...commented(tree), ...owner(tree), ...named.flat()];
}

/** The relation that a text such as `nextval` takes names. */
async function relationInText(text: string): Promise<readonly QualifiedName[]> {
  const parsed = await parseSql(`table ${text}`);
  if (!parsed.ok || parsed.statements.length !== 1) return [];
  return mentionsOf(parsed.statements).relations;
}

const relationKinds = new Set([
  "OBJECT_TABLE",
  "OBJECT_INDEX",
  "OBJECT_SEQUENCE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_FOREIGN_TABLE",
]);
const partKinds = new Set([
  "OBJECT_COLUMN",
  "OBJECT_TABCONSTRAINT",
  "OBJECT_TRIGGER",
  "OBJECT_POLICY",
  "OBJECT_RULE",
]);

/** What a comment or a label is on. */
function commented(tree: Node): readonly QualifiedName[] {
  const statement =
    "CommentStmt" in tree
      ? tree.CommentStmt
      : "SecLabelStmt" in tree
        ? tree.SecLabelStmt
        : undefined;
  if (statement?.object === undefined || !("List" in statement.object)) return [];
  const parts = namesOf(statement.object.List.items);
  const kind = statement.objtype ?? "";
  if (relationKinds.has(kind)) return [qualifiedName(parts)];
  return partKinds.has(kind) ? [qualifiedName(parts.slice(0, -1))] : [];
}

/** The table of `alter sequence ... owned by`. */
function owner(tree: Node): readonly QualifiedName[] {
  const options =
    "AlterSeqStmt" in tree
      ? tree.AlterSeqStmt.options
      : "CreateSeqStmt" in tree
        ? tree.CreateSeqStmt.options
        : undefined;
  return (options ?? []).flatMap((option) => {
    if (!("DefElem" in option) || option.DefElem.defname !== "owned_by") return [];
    const { arg } = option.DefElem;
    const parts = arg !== undefined && "List" in arg ? namesOf(arg.List.items) : [];
    return parts.length > 1 ? [qualifiedName(parts.slice(0, -1))] : [];
  });
}

/** What a statement makes that others can mention. */
export function definedRelation(tree: Node): QualifiedName | undefined {
  if ("CreateStmt" in tree) return relationName(tree.CreateStmt.relation ?? {});
  if ("CreateForeignTableStmt" in tree) {
    return relationName(tree.CreateForeignTableStmt.base?.relation ?? {});
  }
  if ("CreateSeqStmt" in tree) return relationName(tree.CreateSeqStmt.sequence ?? {});
  if ("ViewStmt" in tree) return relationName(tree.ViewStmt.view ?? {});
  if ("CreateTableAsStmt" in tree) return relationName(tree.CreateTableAsStmt.into?.rel ?? {});
  if ("IndexStmt" in tree && tree.IndexStmt.idxname !== undefined) {
    const { schema } = relationName(tree.IndexStmt.relation ?? {});
    return { schema, name: tree.IndexStmt.idxname };
  }
  return undefined;
}
