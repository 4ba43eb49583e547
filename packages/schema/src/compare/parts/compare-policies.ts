import type { CatalogPolicy } from "../../catalog/catalog.js";
import type { Difference } from "../difference.js";
import { type FindPart, partKey } from "./declared-parts.js";
import { makePart, type PartSurroundings, partDifference } from "./part-difference.js";

/** How policies differ from what is declared. Those of tables that nobody declares do not count. */
export function comparePolicies(
  current: readonly CatalogPolicy[],
  wanted: readonly CatalogPolicy[],
  find: FindPart,
  { isDeclared, mustGo }: PartSurroundings,
): readonly Difference[] {
  const before = new Map(current.map((policy) => [partKey(policy), policy]));
  const after = new Set(wanted.map(partKey));
  return [
    ...current.filter((policy) => isDeclared(policy) && !after.has(partKey(policy))).map(removed),
    ...wanted.flatMap((policy): readonly Difference[] => {
      const old = before.get(partKey(policy));
      const create = makePart(find(policy), []);
      if (!old) return [added(policy, create)];
      const isInTheWay = mustGo(old);
      const isSame =
        old.definition === policy.definition ||
        (isInTheWay && withoutCasts(old.definition) === withoutCasts(policy.definition));
      if (isSame && !isInTheWay) return [];
      return [
        {
          ...partDifference(policy),
          type: "ModifyPolicy",
          fromType: old.definition,
          toType: policy.definition,
          ...(isSame
            ? {}
            : {
                compatibility: "incompatible",
                reason: "Rows that were hidden may be seen or changed, and others no longer",
              }),
          before: [drop(old)],
          ...create,
          madeAnew: old.oid,
        },
      ];
    }),
  ];
}

function added(
  policy: CatalogPolicy,
  create: Pick<Difference, "statements" | "after">,
): Difference {
  return {
    ...partDifference(policy),
    type: "CreatePolicy",
    toType: policy.definition,
    ...create,
    access: policy.isPermissive
      ? "Rows that no other policy shows can be seen or changed"
      : "Rows that other policies show may be hidden",
  };
}

function removed(policy: CatalogPolicy): Difference {
  return {
    ...partDifference(policy),
    type: "DropPolicy",
    fromType: policy.definition,
    compatibility: "incompatible",
    reason: policy.isPermissive
      ? "Rows that only this policy shows are hidden"
      : "Rows that this policy hides can be seen or changed",
    before: [drop(policy)],
  };
}

function drop({ identifier, relation }: CatalogPolicy): string {
  return `drop policy ${identifier} on ${relation}`;
}

const cast =
  /::(?:"[^"]+"|[\w.]+)(?: varying| precision| with(?:out)? time zone)?(?:\(\d+(?:,\d+)?\))?(?:\[\])*/
    .source;
const castName = new RegExp(`\\(([\\w."]+)\\)${cast}`, "g");
const anyCast = new RegExp(cast, "g");

/** What a policy says whatever the types of its columns are: PostgreSQL writes down the casts that they need. */
function withoutCasts(definition: string): string {
  return definition.replaceAll(castName, "$1").replaceAll(anyCast, "");
}
