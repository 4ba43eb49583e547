import type { CatalogPolicy, CatalogTrigger } from "../../catalog/catalog.js";
import type { Difference } from "../difference.js";
import type { DeclaredPart } from "./declared-parts.js";

type Part = CatalogTrigger | CatalogPolicy;

/** What the comparison of triggers and policies is told. */
export interface PartSurroundings {
  /** Whether their table or view is declared. */
  readonly isDeclared: (part: Part) => boolean;
  /** Whether they are in the way of a change of tables or views. */
  readonly mustGo: (part: Part) => boolean;
}

/** A difference of a part of a table. */
export function partDifference({ schema, table, name }: Part) {
  return {
    table: { schema, name: table },
    column: name,
    fromType: null,
    toType: null,
    compatibility: "safe",
    reason: null,
    statements: [],
  } as const;
}

/** What makes a part, in its place: one that calls functions of the same schema waits for them. */
export function makePart(
  part: DeclaredPart | undefined,
  more: readonly string[],
): Pick<Difference, "statements" | "after"> {
  const statements = part ? [part.text, ...more] : [];
  return part?.isLate === true ? { statements: [], after: statements } : { statements };
}
