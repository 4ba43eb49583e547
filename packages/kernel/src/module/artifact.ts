/** Code as the database keeps it. */
export interface Artifact {
  readonly hash: string;
  readonly code: string;
  /** The version of what the code may refer to. */
  readonly abi: number;
}

/** What a shell calls: an artifact and one of its exports. */
export interface Pointer {
  readonly artifactHash: string;
  readonly export: string;
}

interface PointerJson {
  readonly artifact_hash?: unknown;
  readonly export?: unknown;
}

/** Reads a pointer. Nothing in it is believed but which code it names. */
export function parsePointer(text: string): Pointer {
  const { artifact_hash: hash, export: name } = JSON.parse(text) as PointerJson;
  return {
    artifactHash: typeof hash === "string" ? hash : "",
    export: typeof name === "string" && name !== "" ? name : "default",
  };
}
