import { compareLimits, itemLimits } from "./compare-scalars.js";
import type { Excess } from "./excess.js";
import { asSchema, listOf, numberOf, type Schema, type SchemaObject } from "./json-schema.js";
import type { Compare } from "./schema-comparison.js";

/** An array's schema, item by item. */
interface Items {
  readonly first: readonly Schema[];
  /** What follows the first ones. */
  readonly rest: Schema;
  readonly least: number;
  readonly most: number;
}

function itemsOf({ prefixItems, items, minItems, maxItems }: SchemaObject): Items {
  const first = listOf(prefixItems).map(asSchema);
  const rest = items === undefined ? true : asSchema(items);
  const most = numberOf(maxItems) ?? Infinity;
  return {
    first,
    rest,
    least: numberOf(minItems) ?? 0,
    most: rest === false ? Math.min(most, first.length) : most,
  };
}

/** What arrays and tuples of one schema may be and those of another one may not. */
export function compareArrays(
  moreKeywords: SchemaObject,
  lessKeywords: SchemaObject,
  compare: Compare,
): readonly Excess[] {
  const [more, less] = [itemsOf(moreKeywords), itemsOf(lessKeywords)];
  const places = Math.max(more.first.length, less.first.length);
  const found = Array.from({ length: Math.min(places, more.most) }, (_, place) =>
    compare(more.first[place] ?? more.rest, less.first[place] ?? less.rest, `[${String(place)}]`),
  ).flat();
  const afterwards = more.most > places && more.rest !== false && less.rest !== false;
  return [
    ...compareLengths(more, less, moreKeywords, lessKeywords),
    ...found.filter(({ path }) => !isBeyond(path, less.most)),
    ...(afterwards ? compare(more.rest, less.rest, "[]") : []),
    ...(lessKeywords["uniqueItems"] === true && moreKeywords["uniqueItems"] !== true
      ? [{ path: "", kind: "values", more: "with repeated items", less: "uniqueItems" } as const]
      : []),
  ];
}

/** An item that the other one does not have is told by the number of items. */
function isBeyond(path: string, most: number): boolean {
  const [, place] = /^\[(\d+)\]/.exec(path) ?? [];
  return place !== undefined && Number(place) >= most;
}

function compareLengths(
  more: Items,
  less: Items,
  moreKeywords: SchemaObject,
  lessKeywords: SchemaObject,
): readonly Excess[] {
  const limits = (keywords: SchemaObject, { most }: Items): SchemaObject =>
    most === Infinity ? keywords : { ...keywords, maxItems: most };
  const isTuple = less.first.length > 0;
  return compareLimits(limits(moreKeywords, more), limits(lessKeywords, less), itemLimits).map(
    (excess): Excess =>
      // A place of a tuple that may be empty is a member that may be missing.
      isTuple && excess.less.startsWith("minItems") ? { ...excess, kind: "missing" } : excess,
  );
}
