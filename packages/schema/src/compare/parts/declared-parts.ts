import type { Node } from "@pgsql/types";

import type { CatalogPolicy, CatalogTrigger } from "../../catalog/catalog.js";
import { ownerOf } from "../scratch/declared-names.js";
import type { ParsedDeclaration } from "../scratch/parse-declared.js";

/** How a trigger or policy is made. */
export interface DeclaredPart {
  readonly text: string;
  /** Whether it waits for the functions. */
  readonly isLate: boolean;
}

/** Finds the statement of a trigger or policy. */
export type FindPart = (
  part: Pick<CatalogTrigger | CatalogPolicy, "schema" | "table" | "name">,
) => DeclaredPart | undefined;

/** The statements that make triggers. */
export function declaredTriggers(declared: ParsedDeclaration): FindPart {
  return declaredParts(declared, (tree) =>
    "CreateTrigStmt" in tree ? tree.CreateTrigStmt.trigname : undefined,
  );
}

/** The statements that make policies. */
export function declaredPolicies(declared: ParsedDeclaration): FindPart {
  return declaredParts(declared, (tree) =>
    "CreatePolicyStmt" in tree ? tree.CreatePolicyStmt.policy_name : undefined,
  );
}

function declaredParts(
  { tableStatements, lateStatements }: ParsedDeclaration,
  nameOf: (tree: Node) => string | undefined,
): FindPart {
  const parts = new Map<string, DeclaredPart>();
  for (const statement of [...tableStatements, ...lateStatements]) {
    const [owner, name] = [ownerOf(statement.tree), nameOf(statement.tree)];
    if (!owner || name === undefined) continue;
    const isLate = lateStatements.includes(statement);
    parts.set(partKey({ schema: owner.schema, table: owner.name, name }), {
      text: statement.text,
      isLate,
    });
  }
  return (part) => parts.get(partKey(part));
}

/** A part of a table as a key. */
export function partKey({
  schema,
  table,
  name,
}: Pick<CatalogTrigger, "schema" | "table" | "name">): string {
  return JSON.stringify([schema, table, name]);
}
