import type { Excess } from "./excess.js";
import { asSchema, canonical, type Schema } from "./json-schema.js";
import { findExcess } from "./schema-comparison.js";

/** What callers of a function can rely on. */
export interface Contract {
  /** `query`, `mutation`, or one of the internal kinds, which nobody calls from outside. */
  readonly kind: string;
  readonly idempotent: boolean;
  /** What it takes, as JSON Schema, draft 2020-12; null: anything. */
  readonly args: unknown;
  /** What it returns; null: not known. */
  readonly result: unknown;
}

/**
 * What another contract means to callers that were built against the one before.
 *
 * - `unchanged`: it is the same.
 * - `safe`: every call that was right is right, and every result is one that was possible. Members of results that were not
 *   there before count as safe, unless the schema said that there are no others.
 * - `widening`: every call that was right is right. Results may be values that the caller does not know, but of the types
 *   that they were: one more value of an enumeration, one more variant of a union of objects, a wider range, another pattern,
 *   members where there were to be no others.
 * - `breaking`: anything else. A call that was right may be refused; a result may have another type, or lack what it always
 *   had; the function cannot be called any more, or must be called with more care.
 */
export type Compatibility = "unchanged" | "safe" | "widening" | "breaking";

/** Why a change is not safe. */
export interface ContractReason {
  readonly compatibility: "widening" | "breaking";
  /** Of what. */
  readonly part: "function" | "args" | "result";
  /** Where in the value: `$.items[].price`. Null for the function itself. */
  readonly path: string | null;
  readonly was: string;
  readonly is: string;
}

/** What a change of a contract means. */
export interface ContractChange {
  readonly compatibility: Compatibility;
  /** Why it is not safe; empty where it is. */
  readonly reasons: readonly ContractReason[];
}

/**
 * Compares the contracts of one function. Arguments and results go in opposite directions: arguments may take more, results
 * may be less.
 *
 * @param before what callers were built against; null where the function was not there
 * @param after what it is to be; null where it is no longer there
 * @returns the worst that was found, with all reasons
 * @example
 * compareContracts(
 *   { kind: "query", idempotent: true, args: null, result: { type: "integer" } },
 *   { kind: "query", idempotent: true, args: null, result: { type: ["integer", "null"] } },
 * );
 * // breaking: result $: was integer, is integer or null
 */
export function compareContracts(before: Contract | null, after: Contract | null): ContractChange {
  if (canonical(before) === canonical(after)) return { compatibility: "unchanged", reasons: [] };
  const reasons = reasonsOf(before, after);
  const isBreaking = reasons.some(({ compatibility }) => compatibility === "breaking");
  return {
    compatibility: isBreaking ? "breaking" : reasons.length > 0 ? "widening" : "safe",
    reasons,
  };
}

/** A reason in words: `result $.email: was required, is optional`. */
export function describeReason({ part, path, was, is }: ContractReason): string {
  return `${path === null ? part : `${part} ${path}`}: was ${was}, is ${is}`;
}

function reasonsOf(before: Contract | null, after: Contract | null): readonly ContractReason[] {
  if (!before || isInternal(before)) return [];
  if (!after) return [ofFunction(before.kind, "removed")];
  if (isInternal(after)) return [ofFunction(before.kind, "internal")];
  return [
    ...careReasons(before, after),
    ...argsReasons(before, after),
    ...resultReasons(before, after),
  ];
}

function isInternal({ kind }: Contract): boolean {
  return kind.startsWith("internal");
}

function ofFunction(was: string, is: string): ContractReason {
  return { compatibility: "breaking", part: "function", path: null, was, is };
}

/** Callers send queries to a standby, and call again what is idempotent. */
function careReasons(before: Contract, after: Contract): readonly ContractReason[] {
  if (before.kind === "query" && after.kind !== "query") {
    return [ofFunction(before.kind, after.kind)];
  }
  return before.idempotent && !after.idempotent ? [ofFunction("idempotent", "not idempotent")] : [];
}

function argsReasons(before: Contract, after: Contract): readonly ContractReason[] {
  return findExcess(known(before.args), known(after.args)).map(
    ({ path, more, less }): ContractReason => ({
      compatibility: "breaking",
      part: "args",
      path: `$${path}`,
      was: more,
      is: less,
    }),
  );
}

function resultReasons(before: Contract, after: Contract): readonly ContractReason[] {
  return findExcess(known(after.result), known(before.result)).map(
    ({ path, kind, more, less }): ContractReason => ({
      compatibility: isKnownType(kind) ? "widening" : "breaking",
      part: "result",
      path: `$${path}`,
      was: less,
      is: more,
    }),
  );
}

function isKnownType(kind: Excess["kind"]): boolean {
  return kind === "values" || kind === "members";
}

/** What is not known takes everything. */
function known(schema: unknown): Schema {
  return schema === null || schema === undefined ? true : asSchema(schema);
}
