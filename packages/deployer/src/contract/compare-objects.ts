import type { Alternative } from "./alternatives.js";
import { compareLimits, memberLimits } from "./compare-scalars.js";
import { type Excess, memberStep } from "./excess.js";
import {
  asSchema,
  canonical,
  listOf,
  type Schema,
  type SchemaObject,
  schemasOf,
} from "./json-schema.js";
import type { Compare } from "./schema-comparison.js";

/** An object's schema, member by member. */
interface Members {
  readonly named: Readonly<Record<string, Schema>>;
  readonly required: ReadonlySet<unknown>;
  /** What all other members are; undefined where nothing is said of them. */
  readonly others: Schema | undefined;
}

function membersOf(keywords: SchemaObject): Members {
  const { properties, required, additionalProperties } = keywords;
  return {
    named: schemasOf(properties),
    required: new Set(listOf(required)),
    others: additionalProperties === undefined ? undefined : asSchema(additionalProperties),
  };
}

/**
 * What objects of one schema may have and those of another one may not. A member that the first does not name is taken to be
 * absent, also where nothing forbids it: callers send and read what they know.
 */
export function compareObjects(
  moreKeywords: SchemaObject,
  lessKeywords: SchemaObject,
  compare: Compare,
): readonly Excess[] {
  const [more, less] = [membersOf(moreKeywords), membersOf(lessKeywords)];
  const names = [
    ...new Set([...Object.keys(more.named), ...Object.keys(less.named), ...less.required]),
  ];
  return [
    ...names.flatMap((name) => compareMember(String(name), more, less, compare)),
    ...compareOthers(more, less, compare),
    ...compareLimits(moreKeywords, lessKeywords, memberLimits),
  ];
}

function compareMember(
  name: string,
  more: Members,
  less: Members,
  compare: Compare,
): readonly Excess[] {
  const path = memberStep(name);
  const [one, other] = [more.named[name], less.named[name]];
  const isMissing = less.required.has(name) && !more.required.has(name);
  const missing: readonly Excess[] = isMissing
    ? [{ path, kind: "missing", more: one === undefined ? "absent" : "optional", less: "required" }]
    : [];
  if (one === undefined) {
    const ofOthers = typeof more.others === "object" && other !== undefined;
    return ofOthers ? [...missing, ...compare(asSchema(more.others), other, path)] : missing;
  }
  if (one === false) return missing;
  if (other !== undefined) return [...missing, ...compare(one, other, path)];
  if (less.others === false)
    return [{ path, kind: "members", more: "allowed", less: "not allowed" }];
  return less.others === undefined ? missing : compare(one, less.others, path);
}

function compareOthers(more: Members, less: Members, compare: Compare): readonly Excess[] {
  if (more.others === false || less.others === undefined || less.others === true) return [];
  if (less.others === false) {
    return [{ path: ".*", kind: "members", more: "allowed", less: "not allowed" }];
  }
  // Where nothing is said of them, there are none.
  return more.others === undefined ? [] : compare(more.others, less.others, ".*");
}

/** Takes the schemas of two documents apart. */
interface Sides {
  readonly alternativesOfMore: (schema: Schema) => readonly Alternative[];
  readonly alternativesOfLess: (schema: Schema) => readonly Alternative[];
}

/** Whether a member that both always have tells their objects apart, such as `kind: "circle"` and `kind: "square"`. */
export function isOtherVariant(one: SchemaObject, other: SchemaObject, sides: Sides): boolean {
  const [more, less] = [membersOf(one), membersOf(other)];
  return Object.entries(more.named).some(([name, schema]) => {
    const counterpart = less.named[name];
    if (counterpart === undefined || !more.required.has(name) || !less.required.has(name)) {
      return false;
    }
    const values = literals(sides.alternativesOfMore(schema));
    const others = literals(sides.alternativesOfLess(counterpart));
    return (
      values !== undefined && others !== undefined && !values.some((text) => others.includes(text))
    );
  });
}

/** The values, where there are only some, and they are texts or numbers that name something. */
function literals(all: readonly Alternative[]): readonly string[] | undefined {
  const isName = ({ keywords, type }: Alternative) => keywords === undefined && type !== "null";
  return all.length > 0 && all.every(isName)
    ? all.map(({ literal }) => canonical(literal))
    : undefined;
}
