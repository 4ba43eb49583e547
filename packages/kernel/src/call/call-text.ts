import { settingSeparator } from "../limits/settings.js";
import type { Callee } from "./context.js";
import type { FunctionCounts } from "../metrics/function-counts.js";
import { type Operation, operationOf } from "../metrics/operation-counters.js";
import { parsePointer, type Pointer } from "../module/pointer.js";

/** What a shell says of every call of its function, as far as it differs from the arguments. */
export interface CallText {
  readonly pointer: Pointer;
  /** The settings as they were written; empty where none is set. */
  readonly settings: string;
  /** What the session says of the version that is to run; empty where it says nothing. */
  readonly pin: string;
  /** What has made the call, where that is to be counted. */
  readonly operation: Operation | undefined;
  /** The function that was called with it last. */
  callee?: IdentifiedCallee;
  /** All that were: several can have the same code. */
  readonly callees: Map<number | string, IdentifiedCallee>;
}

/** A function as PostgreSQL knows it. */
export interface IdentifiedCallee extends Callee {
  /** Its oid; before PostgreSQL 16 its signature. */
  readonly identity: number | string;
  readonly counts: FunctionCounts;
}

/** How many settings there are before the one that says which version is to run. */
const settingCount = 6;

/** Parses it: the pointer, and the settings after it. */
export function parseCallText(text: string): CallText {
  const [pointer = "", ...values] = text.split(settingSeparator);
  const settings = values.slice(0, settingCount);
  const pin = values[settingCount] ?? "";
  return {
    pointer: parsePointer(pointer),
    settings: settings.some((value) => value !== "") ? settings.join(settingSeparator) : "",
    pin,
    operation: operationOf(pin),
    callees: new Map(),
  };
}
