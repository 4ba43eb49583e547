import type { Node } from "@pgsql/types";

import { dependencyOrder } from "../order/dependency-order.js";
import { compareText } from "../source/schema-source.js";
import type { DeclaredType, QualifiedName, TypeKind } from "./declared-schema.js";
import { declaredStatement, type ParsedStatement } from "./parsed-statement.js";
import type { CycleMember, Problems } from "../problems.js";
import { sqlChecksum } from "./sql-checksum.js";
import {
  displayName,
  mentionsOf,
  nameKey,
  namesOf,
  qualifiedName,
  relationName,
} from "./syntax-tree.js";

interface TypeDraft {
  readonly name: QualifiedName;
  readonly kind: TypeKind;
  readonly statements: ParsedStatement[];
}

/** Statements that say more of a type of the same file. */
const attachable = new Set(["CommentStmt", "GrantStmt", "AlterOwnerStmt", "SecLabelStmt"]);

/** The types, each after those that it is made of. */
export async function parseTypes(
  statements: readonly ParsedStatement[],
  problems: Problems,
): Promise<readonly DeclaredType[]> {
  const drafts = new Map<string, TypeDraft>();
  let latest: TypeDraft | undefined;
  for (const statement of statements) {
    const found = typeOf(statement.tree);
    if (found !== undefined) {
      const key = nameKey(found.name);
      const other = drafts.get(key)?.statements[0];
      if (other === undefined) {
        latest = { ...found, statements: [statement] };
        drafts.set(key, latest);
      } else {
        const message = `type ${displayName(found.name)} is declared in ${other.file}:${other.line} too`;
        problems.add({ ...statement, message });
      }
      continue;
    }
    if (!attachable.has(Object.keys(statement.tree)[0] ?? "")) {
      const message = "types/ holds create type and create domain, and comments and grants on them";
      problems.add({ ...statement, message });
    } else if (latest?.statements[0]?.file !== statement.file) {
      problems.add({ ...statement, message: "belongs to no type that is declared before it" });
    } else {
      latest.statements.push(statement);
    }
  }
  const sorted = [...drafts.values()].sort((a, b) =>
    compareText(displayName(a.name), displayName(b.name)),
  );
  const places = new Map(sorted.map(({ name }, index) => [nameKey(name), index]));
  const ordered = dependencyOrder(
    sorted.map(({ statements: [first] }) =>
      mentionsOf(first?.tree).types.flatMap((name) => places.get(nameKey(name)) ?? []),
    ),
  );
  if (!ordered.ok) {
    for (const members of ordered.cycles) {
      const drafts = members.flatMap((index) => sorted[index] ?? []);
      problems.addCycle("type definitions", drafts.flatMap(memberOf));
    }
    return [];
  }
  const types: DeclaredType[] = [];
  for (const index of ordered.order) {
    const draft = sorted[index];
    const first = draft?.statements[0];
    if (draft === undefined || first === undefined) continue;
    const checksum = await sqlChecksum(...draft.statements.map(({ text }) => text));
    const { file, line } = first;
    const { name, kind } = draft;
    types.push({
      file,
      line,
      name,
      kind,
      statements: draft.statements.map(declaredStatement),
      checksum,
    });
  }
  return types;
}

function memberOf({ name, statements: [place] }: TypeDraft): readonly CycleMember[] {
  return place === undefined ? [] : [{ name: displayName(name), place }];
}

/** What a statement declares, where it declares a type. */
function typeOf(tree: Node): { readonly name: QualifiedName; readonly kind: TypeKind } | undefined {
  if ("CreateEnumStmt" in tree) {
    return { name: qualifiedName(namesOf(tree.CreateEnumStmt.typeName)), kind: "ENUM" };
  }
  if ("CompositeTypeStmt" in tree) {
    const { typevar } = tree.CompositeTypeStmt;
    return { name: relationName(typevar ?? {}), kind: "COMPOSITE" };
  }
  if ("CreateDomainStmt" in tree) {
    return { name: qualifiedName(namesOf(tree.CreateDomainStmt.domainname)), kind: "DOMAIN" };
  }
  if ("CreateRangeStmt" in tree) {
    return { name: qualifiedName(namesOf(tree.CreateRangeStmt.typeName)), kind: "RANGE" };
  }
  if ("DefineStmt" in tree && tree.DefineStmt.kind === "OBJECT_TYPE") {
    return { name: qualifiedName(namesOf(tree.DefineStmt.defnames)), kind: "UNKNOWN" };
  }
  return undefined;
}
