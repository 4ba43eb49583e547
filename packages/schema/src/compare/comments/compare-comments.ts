import type { Catalog } from "../../catalog/catalog.js";
import type { QualifiedName } from "../../declared/declared-schema.js";
import { nameKey } from "../../declared/syntax-tree.js";
import { quoteLiteral } from "../../sql/quote.js";
import type { Difference } from "../difference.js";
import type { DeclaredNames } from "../scratch/declared-names.js";
import { type CommentedObject, commentedObjects } from "./commented-objects.js";

/** What the comparison of comments is told. */
export interface CommentSurroundings {
  readonly names: DeclaredNames;
  /** What becomes of what has comments. */
  readonly differences: readonly Difference[];
  /** Whether something is made when the functions are there. */
  readonly isLate: (object: CommentedObject) => boolean;
}

/** How comments differ from what is declared, also those of what is made anew. What nobody declares keeps its comment. */
export function compareComments(
  current: Catalog,
  wanted: Catalog,
  { names, differences, isLate }: CommentSurroundings,
): readonly Difference[] {
  const before = new Map(commentedObjects(current).map((object) => [keyOf(object), object]));
  const isRemade = remade(differences);
  const isThere = new Set(current.tables.map(nameKey));
  return commentedObjects(wanted).flatMap((object): readonly Difference[] => {
    const { owner, name, kind, comment, target } = object;
    const old = before.get(keyOf(object));
    const found = old && !isRemade(object) ? old.comment : null;
    if (found === comment) return [];
    // The name that PostgreSQL chooses may be another one.
    const hasChosenName = kind === "constraint" || kind === "index";
    if (!old && hasChosenName && isThere.has(nameKey(owner)) && !isGiven(names, owner, name)) {
      return [];
    }
    const statement = `comment on ${target} is ${comment === null ? "null" : quoteLiteral(comment)}`;
    return [
      {
        type: "ModifyComment",
        table: owner,
        column: name,
        fromType: old?.comment ?? null,
        toType: comment,
        compatibility: "safe",
        reason: null,
        ...(isLate(object) ? { statements: [], after: [statement] } : { statements: [statement] }),
      },
    ];
  });
}

function isGiven(names: DeclaredNames, owner: QualifiedName, name: string | null): boolean {
  return name !== null && names.isGiven(owner, name);
}

function keyOf({ owner, kind, name }: CommentedObject): string {
  return JSON.stringify([owner.schema, owner.name, kind, name]);
}

const partChanges: Readonly<Partial<Record<Difference["type"], CommentedObject["kind"]>>> = {
  ModifyColumnDefault: "column",
  ModifyConstraint: "constraint",
  ModifyIndex: "index",
  ModifyTrigger: "trigger",
  ModifyPolicy: "policy",
};

/** What loses its comment, because it is dropped and made anew. */
function remade(differences: readonly Difference[]): (object: CommentedObject) => boolean {
  const wholes = new Set<string>();
  const parts = new Set<string>();
  for (const { type, table: owner, column: name, droppedView, altered, madeAnew } of differences) {
    if (droppedView !== undefined) wholes.add(nameKey(owner));
    const kind = partChanges[type];
    if (kind === undefined || (kind === "column" && altered === undefined)) continue;
    if ((kind === "trigger" || kind === "policy") && madeAnew === undefined) continue;
    parts.add(keyOf({ owner, kind, name, target: "", comment: null }));
  }
  return (object) => wholes.has(nameKey(object.owner)) || parts.has(keyOf(object));
}
