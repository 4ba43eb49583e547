import type { StatementOwner } from "../db/statement-comment.js";
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
  /** Whose its statements are, where a deployment says so. */
  readonly label: StatementOwner | undefined;
}

interface PointerJson {
  readonly artifact_hash?: unknown;
  readonly export?: unknown;
  readonly function?: unknown;
  readonly import_map?: unknown;
  readonly label?: unknown;
  readonly live?: unknown;
  readonly mode?: unknown;
}

/** Reads a pointer. Nothing in it is believed but which code it names. */
export function parsePointer(text: string): Pointer {
  const pointer = JSON.parse(text) as PointerJson;
  const { artifact_hash: hash, export: name, function: signature, import_map: map, mode } = pointer;
  const { label, live } = pointer;
  const importMap = typeof map === "object" && map !== null ? map : {};
  return {
    program: programOf(typeof hash === "string" ? hash : "", JSON.stringify(importMap)),
    export: typeof name === "string" && name !== "" ? name : "default",
    signature: typeof signature === "string" ? signature : "",
    followsFunctions: mode === "source" && Object.keys(importMap).some(isSibling),
    live: live === undefined ? "" : JSON.stringify(live),
    label: ownerOf(label),
  };
}

function ownerOf(label: unknown): StatementOwner | undefined {
  if (typeof label !== "object" || label === null) return undefined;
  const { path, deployment } = label as { readonly path?: unknown; readonly deployment?: unknown };
  if (typeof path !== "string") return undefined;
  return { path, deployment: typeof deployment === "number" ? deployment : undefined };
}
