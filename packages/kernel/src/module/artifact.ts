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
  /** The function's signature, before PostgreSQL 16: a shell cannot find out its oid there. */
  readonly signature: string;
}

interface PointerJson {
  readonly artifact_hash?: unknown;
  readonly export?: unknown;
  readonly function?: unknown;
}

/** Reads a pointer. Nothing in it is believed but which code it names. */
export function parsePointer(text: string): Pointer {
  const {
    artifact_hash: hash,
    export: name,
    function: signature,
  } = JSON.parse(text) as PointerJson;
  return {
    artifactHash: typeof hash === "string" ? hash : "",
    export: typeof name === "string" && name !== "" ? name : "default",
    signature: typeof signature === "string" ? signature : "",
  };
}
