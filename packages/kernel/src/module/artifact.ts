/** Code as the database keeps it. */
export interface Artifact {
  readonly hash: string;
  readonly code: string;
  /** The version of what the code may refer to. */
  readonly abi: number;
  /** The artifacts that its imports lead to, by specifier; null where the import map of the program says it. */
  readonly imports: ReadonlyMap<string, string | null>;
}

interface ArtifactJson {
  readonly code: string;
  readonly abi: number;
  readonly imports: Readonly<Record<string, string | null>>;
}

/** Reads an artifact as the database tells it. */
export function parseArtifact(hash: string, text: string): Artifact {
  const { code, abi, imports } = JSON.parse(text) as ArtifactJson;
  return { hash, code, abi, imports: new Map(Object.entries(imports)) };
}
