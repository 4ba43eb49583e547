import type { Compatibility } from "../schema-change.js";
import { formatTypeName, readTypeName } from "./type-name.js";
import type { TypeName } from "./type-name.js";
import { lossyPairs, safePairs } from "./type-pairs.js";

/** What becomes of values when the type of their column changes. */
export interface TypeChange {
  readonly compatibility: Compatibility | "identical";
  /** Null where nothing is lost. */
  readonly reason: string | null;
}

const identical: TypeChange = { compatibility: "identical", reason: null };
const safe: TypeChange = { compatibility: "safe", reason: null };
const dataloss = (reason: string): TypeChange => ({ compatibility: "dataloss", reason });

/**
 * Says what becomes of values when the type of their column changes: of those that might be there, not of those that are.
 *
 * @param from - In any spelling that PostgreSQL takes, such as `int4` or `CHARACTER VARYING(10)`.
 * @param to - The same.
 * @example
 * classifyTypeChange("varchar(10)", "varchar(5)");
 * // { compatibility: "dataloss", reason: "May truncate: reducing from 10 to 5 characters" }
 */
export function classifyTypeChange(from: string, to: string): TypeChange {
  return classify(readTypeName(from), readTypeName(to));
}

function classify(from: TypeName, to: TypeName): TypeChange {
  const [a, b] = [formatTypeName(from), formatTypeName(to)];
  // PostgreSQL keeps no number of dimensions.
  if (a === b || (from.dimensions > 0 && to.dimensions > 0 && sameElement(from, to))) {
    return identical;
  }
  if (from.dimensions > 0 && to.dimensions > 0) {
    return classify({ ...from, dimensions: 0 }, { ...to, dimensions: 0 });
  }
  if (from.dimensions === to.dimensions) {
    const known =
      classifyLength(from, to) ??
      classifyNumeric(from, to) ??
      classifyPrecision(from, to) ??
      classifyPair(from, to);
    if (known) return known;
    if (safePairs[to.base]?.includes(from.base)) {
      return dataloss(`Narrowing from ${a} to ${b} may lose data`);
    }
  }
  return {
    compatibility: "incompatible",
    reason: `Unknown type change: ${a} -> ${b}. Add to compatibility matrix if this should be allowed.`,
  };
}

function sameElement(from: TypeName, to: TypeName): boolean {
  return formatTypeName({ ...from, dimensions: 0 }) === formatTypeName({ ...to, dimensions: 0 });
}

/** How many characters a value may have; undefined for any number. */
function lengthLimit({ base, modifiers }: TypeName): number | undefined {
  return modifiers[0] ?? (base === "CHAR" ? 1 : undefined);
}

const strings = new Set(["VARCHAR", "CHAR"]);

function classifyLength(from: TypeName, to: TypeName): TypeChange | undefined {
  if (!strings.has(from.base) || !strings.has(to.base)) return undefined;
  const [most, allowed] = [lengthLimit(from), lengthLimit(to)];
  if (allowed === undefined) return safe;
  if (most === undefined) return dataloss("May truncate: adding length limit");
  if (allowed >= most) return safe;
  return dataloss(`May truncate: reducing from ${most} to ${allowed} characters`);
}

/** Digits before and behind the point that a type may have. */
function digits({ base, modifiers }: TypeName): readonly [number, number] | undefined {
  const [precision, scale = 0] = modifiers;
  if (base === "NUMERIC") {
    return precision === undefined ? [Infinity, Infinity] : [precision - scale, scale];
  }
  return integerDigits[base] === undefined ? undefined : [integerDigits[base], 0];
}

const integerDigits: Readonly<Record<string, number>> = {
  SMALLINT: 5,
  SMALLSERIAL: 5,
  INTEGER: 10,
  SERIAL: 10,
  BIGINT: 19,
  BIGSERIAL: 19,
};

function classifyNumeric(from: TypeName, to: TypeName): TypeChange | undefined {
  if (to.base !== "NUMERIC" || to.modifiers.length === 0) {
    return from.base === "NUMERIC" && to.base === "NUMERIC" ? safe : undefined;
  }
  const [held, wanted] = [digits(to), digits(from)];
  if (!held) return undefined;
  if (!wanted) {
    return safePairs[from.base]?.includes("NUMERIC")
      ? dataloss("May lose precision: adding precision limit")
      : undefined;
  }
  if (held[0] >= wanted[0] && held[1] >= wanted[1]) return safe;
  if (from.base !== "NUMERIC") {
    return safePairs[from.base]?.includes("NUMERIC")
      ? dataloss(`May overflow: ${formatTypeName(from)} has up to ${wanted[0]} digits`)
      : undefined;
  }
  if (from.modifiers.length === 0) return dataloss("May lose precision: adding precision limit");
  return dataloss(
    `May lose precision: reducing from ${formatTypeName(from)} to ${formatTypeName(to)}`,
  );
}

const withFractions = new Set(["TIMESTAMP", "TIMESTAMPTZ", "TIME", "TIMETZ", "INTERVAL"]);

/** Digits of seconds, and lengths of bit strings. */
function classifyPrecision(from: TypeName, to: TypeName): TypeChange | undefined {
  const [before, after] = [from.modifiers[0] ?? 6, to.modifiers[0] ?? 6];
  if (withFractions.has(from.base) && withFractions.has(to.base) && after < before) {
    const listed = from.base === to.base || safePairs[from.base]?.includes(to.base) === true;
    return listed
      ? dataloss(`May lose precision: reducing seconds from ${before} to ${after} digits`)
      : undefined;
  }
  if (withFractions.has(from.base) && from.base === to.base) return safe;
  if (from.base === "VARBIT" && to.base === "VARBIT") {
    const [most = Infinity, allowed = Infinity] = [from.modifiers[0], to.modifiers[0]];
    return allowed >= most ? safe : dataloss("May truncate: reducing the length of bit strings");
  }
  return undefined;
}

const uuidLength = 36;

function classifyPair(from: TypeName, to: TypeName): TypeChange | undefined {
  const limit = to.base === "VARCHAR" ? lengthLimit(to) : undefined;
  if (from.base === "UUID" && limit !== undefined && limit < uuidLength) {
    return dataloss(`May truncate: reducing from ${uuidLength} to ${limit} characters`);
  }
  if (safePairs[from.base]?.includes(to.base)) return safe;
  const [a, b] = [formatTypeName(from), formatTypeName(to)];
  switch (lossyPairs[from.base]?.[to.base]) {
    case "overflow":
      return dataloss(`May overflow: ${a} to ${b}`);
    case "truncate":
      return dataloss(`May truncate: ${a} to ${b}`);
    case "precision":
      return dataloss(`May lose precision: ${a} to ${b}`);
    case "fail":
      return dataloss(`May fail: ${a} to ${b}`);
    case "time":
      return dataloss("Loses time component");
    case "time and timezone":
      return dataloss("Loses time and timezone");
    case undefined:
      return undefined;
  }
}
