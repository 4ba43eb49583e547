import { isSibling, type Program, programOf } from "./program.js";

/** What a shell calls: a program and one of its exports. */
export interface Pointer {
  readonly program: Program;
  readonly export: string;
  /** The function's signature, before PostgreSQL 16: a shell cannot find out its oid there. */
  readonly signature: string;
  /** Whether the functions that it imports count as they are now: a source function's do, a deployed one's are fixed. */
  readonly followsFunctions: boolean;
  /** What a live function says of itself, as JSON; empty for any other, and where no version is asked for. */
  readonly live: string;
}

interface PointerJson {
  readonly artifact_hash?: unknown;
  readonly export?: unknown;
  readonly function?: unknown;
  readonly import_map?: unknown;
  readonly live?: unknown;
  readonly mode?: unknown;
}

/** Reads a pointer. Nothing in it is believed but which code it names. */
export function parsePointer(text: string): Pointer {
  const pointer = JSON.parse(text) as PointerJson;
  const { artifact_hash: hash, export: name, function: signature, import_map: map, mode } = pointer;
  const { live } = pointer;
  const importMap = typeof map === "object" && map !== null ? map : {};
  return {
    program: programOf(typeof hash === "string" ? hash : "", JSON.stringify(importMap)),
    export: typeof name === "string" && name !== "" ? name : "default",
    signature: typeof signature === "string" ? signature : "",
    followsFunctions: mode === "source" && Object.keys(importMap).some(isSibling),
    live: live === undefined ? "" : JSON.stringify(live),
  };
}
