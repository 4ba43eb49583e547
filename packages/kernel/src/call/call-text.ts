import { settingSeparator } from "../limits/settings.js";
import { parsePointer, type Pointer } from "../module/pointer.js";

/** What a shell says of every call of its function, as far as it differs from the arguments. */
export interface CallText {
  readonly pointer: Pointer;
  /** The settings as they were written; empty where none is set. */
  readonly settings: string;
}

/** Parses it: the pointer, and the settings after it. */
export function parseCallText(text: string): CallText {
  const end = text.indexOf(settingSeparator);
  return end === -1
    ? { pointer: parsePointer(text), settings: "" }
    : { pointer: parsePointer(text.slice(0, end)), settings: text.slice(end + 1) };
}
