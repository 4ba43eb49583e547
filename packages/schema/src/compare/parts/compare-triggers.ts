import type { CatalogTrigger } from "../../catalog/catalog.js";
import type { Difference } from "../difference.js";
import { type FindPart, partKey } from "./declared-parts.js";
import { makePart, type PartSurroundings, partDifference } from "./part-difference.js";

/** How triggers differ from what is declared. Those of tables and views that nobody declares do not count. */
export function compareTriggers(
  current: readonly CatalogTrigger[],
  wanted: readonly CatalogTrigger[],
  find: FindPart,
  { isDeclared, mustGo }: PartSurroundings,
): readonly Difference[] {
  const before = new Map(current.map((trigger) => [partKey(trigger), trigger]));
  const after = new Set(wanted.map(partKey));
  return [
    ...current
      .filter((trigger) => isDeclared(trigger) && !after.has(partKey(trigger)))
      .map(removed),
    ...wanted.flatMap((trigger): readonly Difference[] => {
      const old = before.get(partKey(trigger));
      const create = makePart(find(trigger), stateStatement(trigger, "enable"));
      if (!old) {
        const toType = describe(trigger);
        return [{ ...partDifference(trigger), type: "CreateTrigger", toType, ...create } as const];
      }
      const change = {
        ...partDifference(trigger),
        type: "ModifyTrigger",
        fromType: describe(old),
        toType: describe(trigger),
      } as const;
      if (old.definition !== trigger.definition || mustGo(old)) {
        return [{ ...change, before: [drop(old)], ...create, madeAnew: old.oid }];
      }
      if (old.state === trigger.state) return [];
      return [{ ...change, statements: stateStatement(trigger, old.state) }];
    }),
  ];
}

function removed(trigger: CatalogTrigger): Difference {
  return {
    ...partDifference(trigger),
    type: "DropTrigger",
    fromType: describe(trigger),
    compatibility: "incompatible",
    reason: "No file declares the trigger, and what it does happens no longer",
    before: [drop(trigger)],
  };
}

function drop({ identifier, relation }: CatalogTrigger): string {
  return `drop trigger ${identifier} on ${relation}`;
}

function stateStatement(
  { identifier, relation, state }: CatalogTrigger,
  before: CatalogTrigger["state"],
): readonly string[] {
  return state === before ? [] : [`alter table ${relation} ${state} trigger ${identifier}`];
}

function describe({ definition, state }: CatalogTrigger): string {
  return state === "enable" ? definition : `${definition} (${state})`;
}
