import { type Alternative, alternatives } from "./alternatives.js";
import { compareArrays } from "./compare-arrays.js";
import { compareObjects, isOtherVariant } from "./compare-objects.js";
import { compareLimits, compareNumbers, compareOpaque, lengthLimits } from "./compare-scalars.js";
import { describeAlternatives } from "./describe-alternatives.js";
import { at, type Excess } from "./excess.js";
import { canonical, numberOf, type Schema } from "./json-schema.js";

/** Compares parts of two schemas: what does `more` take that `less` does not? */
export type Compare = (more: Schema, less: Schema, step: string) => readonly Excess[];

/**
 * What values one schema takes that another one does not, with their places. None: every value of the first is one of the
 * second.
 */
export function findExcess(more: Schema, less: Schema): readonly Excess[] {
  return new SchemaComparison(more, less).compare(more, less, "");
}

/** Remembers pairs of schemas: they may refer to themselves. */
class SchemaComparison {
  readonly #moreRoot: Schema;
  readonly #lessRoot: Schema;
  readonly #found = new Map<string, readonly Excess[]>();

  constructor(moreRoot: Schema, lessRoot: Schema) {
    this.#moreRoot = moreRoot;
    this.#lessRoot = lessRoot;
  }

  readonly compare: Compare = (more, less, step) => {
    const key = `${identity(more)}\n${identity(less)}`;
    const known = this.#found.get(key);
    if (known) return at(step, known);
    // What is asked again below itself is fine, unless something else is not.
    this.#found.set(key, []);
    const found = this.#compareAlternatives(
      this.alternativesOfMore(more),
      alternatives(less, this.#lessRoot),
    );
    this.#found.set(key, found);
    return at(step, found);
  };

  readonly alternativesOfMore = (schema: Schema): readonly Alternative[] =>
    alternatives(schema, this.#moreRoot);

  readonly alternativesOfLess = (schema: Schema): readonly Alternative[] =>
    alternatives(schema, this.#lessRoot);

  #compareAlternatives(
    more: readonly Alternative[],
    less: readonly Alternative[],
  ): readonly Excess[] {
    const found = more.flatMap((one) => this.#compareOne(one, less));
    const texts = { more: describeAlternatives(more), less: describeAlternatives(less) };
    // What was found of the value itself without words is told once, of all alternatives together.
    const own = (["type", "values"] as const).find((kind) =>
      found.some((excess) => isUnnamed(excess) && excess.kind === kind),
    );
    const named = unique(found.filter((excess) => !isUnnamed(excess)));
    return own === undefined ? named : [{ path: "", kind: own, ...texts }, ...named];
  }

  /** An empty description stands for that of all alternatives. */
  #compareOne(one: Alternative, less: readonly Alternative[]): readonly Excess[] {
    const alike = less.filter(({ type }) => isAlike(one.type, type));
    if (alike.length === 0) return [unnamed("type")];
    if (!one.keywords) {
      return alike.some((other) => takes(other, one.literal)) ? [] : [unnamed("values")];
    }
    const comparable = alike.filter(
      (other) => other.keywords && !isOtherVariant(one.keywords, other.keywords, this),
    );
    if (comparable.length === 0) return [unnamed("values")];
    return comparable
      .map((other) => this.#compareKeywords(one, other))
      .reduce((best, next) => (weight(next) < weight(best) ? next : best));
  }

  #compareKeywords(one: Alternative, other: Alternative): readonly Excess[] {
    const [more, less] = [one.keywords ?? {}, other.keywords ?? {}];
    switch (one.type) {
      case "integer":
      case "number":
        return [
          ...compareNumbers(more, less, { more: one.type, less: other.type }),
          ...compareOpaque({ ...more, format: less["format"] }, less),
        ];
      case "string":
        return [...compareLimits(more, less, lengthLimits), ...compareOpaque(more, less)];
      case "array":
        return [...compareArrays(more, less, this.compare), ...compareOpaque(more, less)];
      case "object":
        return [...compareObjects(more, less, this.compare), ...compareOpaque(more, less)];
      default:
        return [];
    }
  }
}

/** A document and a reference to all of it are the same. */
function identity(schema: Schema): string {
  if (typeof schema === "boolean") return String(schema);
  const { $defs: _, ...rest } = schema;
  return canonical(rest);
}

function unnamed(kind: "type" | "values"): Excess {
  return { path: "", kind, more: "", less: "" };
}

function isUnnamed({ more, less }: Excess): boolean {
  return more === "" && less === "";
}

function unique(found: readonly Excess[]): readonly Excess[] {
  return [...new Map(found.map((excess) => [canonical(excess), excess])).values()];
}

/** Numbers are compared with integers, which says more than that their types differ. */
function isAlike(one: string, other: string): boolean {
  const isNumber = (type: string) => type === "number" || type === "integer";
  return one === other || (isNumber(one) && isNumber(other));
}

function weight(found: readonly Excess[]): number {
  return found.reduce(
    (sum, { kind }) => sum + (kind === "type" || kind === "missing" ? 100 : 1),
    0,
  );
}

/** Whether an alternative takes a value. */
function takes({ type, literal: own, keywords }: Alternative, literal: unknown): boolean {
  if (!keywords) return canonical(own) === canonical(literal);
  if (typeof literal === "number") {
    const exactly = { minimum: literal, maximum: literal, multipleOf: literal };
    const kind = Number.isInteger(literal) ? "integer" : "number";
    return compareNumbers(exactly, keywords, { more: kind, less: type }).length === 0;
  }
  if (typeof literal !== "string") return canonical(keywords) === "{}";
  // It counts code points.
  const { length } = Array.from(literal);
  const exactly = { minLength: length, maxLength: length };
  const { pattern } = keywords;
  return (
    compareLimits(exactly, keywords, lengthLimits).length === 0 &&
    (typeof pattern !== "string" || new RegExp(pattern, "u").test(literal)) &&
    numberOf(keywords["format"]) === undefined
  );
}
