import { classifyTypeChange } from "./classify-type-change.js";
import type { TypeChange } from "./classify-type-change.js";
import { lossyPairs, safePairs } from "./type-pairs.js";

/** What becomes of values when a column of one type gets the other. */
export interface TypePair extends TypeChange {
  readonly from: string;
  readonly to: string;
}

/**
 * All pairs of types that a rule knows, with each what becomes of values. Every other pair is incompatible. Lengths and precisions
 * are not in it: {@link classifyTypeChange} knows them.
 *
 * @example
 * typeMatrix().find(({ from, to }) => from === "INTEGER" && to === "BIGINT"); // { ..., compatibility: "safe", reason: null }
 */
export function typeMatrix(): readonly TypePair[] {
  const types = [
    ...new Set(
      [
        ...Object.entries(safePairs),
        ...Object.entries(lossyPairs).map(([from, to]) => [from, Object.keys(to)] as const),
      ].flatMap(([from, to]) => [from, ...to]),
    ),
  ];
  return types.flatMap((from) =>
    types
      .map((to) => ({ from, to, ...classifyTypeChange(from, to) }))
      .filter(
        ({ compatibility }) => compatibility !== "identical" && compatibility !== "incompatible",
      ),
  );
}
