import type { Trigger } from "@stopgap/runtime";
import { ResultError, resultJson } from "../value/result-json.js";
import { kindOf, refuseUnknownColumns } from "./typed-result.js";

/**
 * What a trigger's handler makes of the row: an object with the columns that change, `null` to skip the row, or nothing to
 * leave it as it is. Only what changes goes back, so that the rest stays the very value that it was.
 *
 * @throws {ResultError} for what is no row of the table
 */
export function triggerResultJson(
  result: unknown,
  trigger: Trigger,
  checkInterrupts: () => unknown,
): string | null {
  if (trigger.when === "AFTER" || trigger.level === "STATEMENT" || result === undefined) {
    return null;
  }
  if (result === null) return "null";
  if (typeof result !== "object" || Array.isArray(result)) {
    throw new ResultError(
      "$",
      `${kindOf(result)}; a trigger returns the row, null to skip it, or nothing`,
    );
  }
  const row = trigger.new ?? trigger.old;
  refuseUnknownColumns(result, new Set(Object.keys(row)), "$");
  const changed = Object.entries(result).filter(([column, value]) => !isSame(row[column], value));
  if (changed.length === 0) return null;
  if (trigger.op === "DELETE") {
    throw new ResultError(
      "$",
      `a row with another ${JSON.stringify(changed[0]?.[0])}; a row that is deleted cannot be changed`,
    );
  }
  return resultJson(Object.fromEntries(changed), checkInterrupts);
}

/** Whether a column would be written as it was read. What cannot be written at all has changed. */
function isSame(before: unknown, after: unknown): boolean {
  if (after === undefined || Object.is(before, after)) return true;
  if (typeof before === "number" && typeof after === "number") return false;
  try {
    return resultJson(before, () => undefined) === resultJson(after, () => undefined);
  } catch {
    return false;
  }
}
