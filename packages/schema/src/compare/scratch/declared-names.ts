import type { ColumnDef, CommentStmt, Node } from "@pgsql/types";

import type { QualifiedName } from "../../declared/declared-schema.js";
import { nameKey, namesOf, qualifiedName, relationName } from "../../declared/syntax-tree.js";
import type { StatementTree } from "./parse-declared.js";
import { visitNodes } from "./syntax-nodes.js";

/** What the statements of a schema name. */
export interface DeclaredNames {
  readonly schemas: readonly string[];
  /** Whether the statements create a table, type, sequence or index of this name. */
  readonly creates: (name: QualifiedName) => boolean;
  /** Whether a constraint or index was given its name, and has not got it from PostgreSQL. */
  isGiven(owner: QualifiedName, name: string): boolean;
}

const serials = /^(?:(?:small|big)?serial|serial[248])$/;

/** Reads the names that statements create or give. */
export function declaredNames(statements: readonly StatementTree[]): DeclaredNames {
  const schemas = new Set(["public"]);
  const created = new Set<string>();
  const given = new Set<string>();
  const create = (name: QualifiedName) => {
    schemas.add(name.schema);
    created.add(nameKey(name));
  };
  for (const { tree } of statements) {
    const owner = ownerOf(tree);
    if (!owner) continue;
    if ("IndexStmt" in tree) {
      const { idxname } = tree.IndexStmt;
      if (idxname === undefined) continue;
      given.add(givenKey(owner, idxname));
      create({ schema: owner.schema, name: idxname });
      continue;
    }
    if (createsOwner(tree)) create(owner);
    visitNodes(tree, (kind, node) => {
      if (kind === "Constraint" && typeof node["conname"] === "string") {
        given.add(givenKey(owner, node["conname"]));
      }
      if (kind === "ColumnDef") {
        const { colname = "", typeName } = node as ColumnDef;
        if (serials.test(namesOf(typeName?.names).at(-1) ?? "")) {
          create({ schema: owner.schema, name: `${owner.name}_${colname}_seq` });
        }
      }
    });
  }
  return {
    schemas: [...schemas],
    creates: (name) => created.has(nameKey(name)),
    isGiven: (owner, name) => given.has(givenKey(owner, name)),
  };
}

/** Whether a statement creates what {@link ownerOf} says, and does not only say more of it. */
export function createsOwner(tree: Node): boolean {
  return !partStatements.some((kind) => kind in tree);
}

const partStatements = [
  ...(["AlterTableStmt", "AlterSeqStmt", "AlterEnumStmt", "AlterDomainStmt"] as const),
  ...(["IndexStmt", "CreateTrigStmt", "CreatePolicyStmt", "CommentStmt"] as const),
];

/** What a statement creates or alters, of those that take part in a comparison. */
export function ownerOf(tree: Node): QualifiedName | undefined {
  if ("CreateStmt" in tree) return relationName(tree.CreateStmt.relation ?? {});
  if ("AlterTableStmt" in tree) {
    const { objtype, relation } = tree.AlterTableStmt;
    return objtype === "OBJECT_TABLE" ? relationName(relation ?? {}) : undefined;
  }
  if ("IndexStmt" in tree) return relationName(tree.IndexStmt.relation ?? {});
  if ("ViewStmt" in tree) return relationName(tree.ViewStmt.view ?? {});
  if ("CreateTableAsStmt" in tree) return relationName(tree.CreateTableAsStmt.into?.rel ?? {});
  if ("CreateTrigStmt" in tree) return relationName(tree.CreateTrigStmt.relation ?? {});
  if ("CreatePolicyStmt" in tree) return relationName(tree.CreatePolicyStmt.table ?? {});
  if ("CreateSeqStmt" in tree) return relationName(tree.CreateSeqStmt.sequence ?? {});
  if ("AlterSeqStmt" in tree) return relationName(tree.AlterSeqStmt.sequence ?? {});
  if ("CompositeTypeStmt" in tree) return relationName(tree.CompositeTypeStmt.typevar ?? {});
  if ("CreateEnumStmt" in tree) return qualifiedName(namesOf(tree.CreateEnumStmt.typeName));
  if ("AlterEnumStmt" in tree) return qualifiedName(namesOf(tree.AlterEnumStmt.typeName));
  if ("CreateDomainStmt" in tree) return qualifiedName(namesOf(tree.CreateDomainStmt.domainname));
  if ("AlterDomainStmt" in tree) return qualifiedName(namesOf(tree.AlterDomainStmt.typeName));
  if ("CommentStmt" in tree) return commentOwner(tree.CommentStmt);
  if ("CreateRangeStmt" in tree) return qualifiedName(namesOf(tree.CreateRangeStmt.typeName));
  return undefined;
}

const relationKinds: ReadonlySet<string | undefined> = new Set([
  ...["OBJECT_TABLE", "OBJECT_INDEX", "OBJECT_SEQUENCE", "OBJECT_VIEW", "OBJECT_MATVIEW"],
]);
const partKinds: ReadonlySet<string | undefined> = new Set([
  ...["OBJECT_COLUMN", "OBJECT_TABCONSTRAINT", "OBJECT_TRIGGER", "OBJECT_POLICY"],
]);

/** What a comment is on, or on a part of; undefined where comments are not compared. */
function commentOwner({ object, objtype }: CommentStmt): QualifiedName | undefined {
  if (!object) return undefined;
  if ("TypeName" in object) return qualifiedName(namesOf(object.TypeName.names));
  if (!("List" in object)) return undefined;
  const { items = [] } = object.List;
  const [first] = items;
  if (objtype === "OBJECT_DOMCONSTRAINT") {
    return first && "TypeName" in first ? qualifiedName(namesOf(first.TypeName.names)) : undefined;
  }
  if (relationKinds.has(objtype)) return qualifiedName(namesOf(items));
  return partKinds.has(objtype) ? qualifiedName(namesOf(items).slice(0, -1)) : undefined;
}

function givenKey(owner: QualifiedName, name: string): string {
  return JSON.stringify([owner.schema, owner.name, name]);
}
