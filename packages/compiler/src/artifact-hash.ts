import { createHash } from "node:crypto";
import type { CompilerOptions } from "./core/compiler-options.js";

/** What an artifact's name is made of. */
export interface HashedParts {
  readonly fingerprint: string;
  readonly source: string;
  readonly code: string;
  readonly options: CompilerOptions;
}

/**
 * The name of an artifact, as `plts.artifact_hash` computes it too: the SHA-256 of its parts, each preceded by its length
 * in bytes.
 */
export function artifactHash({ fingerprint, source, code, options }: HashedParts): string {
  const hash = createHash("sha256");
  for (const part of [fingerprint, source, code, jsonbText(options)]) {
    hash.update(`${String(Buffer.byteLength(part))}:${part}`);
  }
  return `sha256:${hash.digest("hex")}`;
}

/** JSON as PostgreSQL writes jsonb: a space after each colon and comma, shorter keys first. */
function jsonbText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(", ")}]`;
  const members = Object.entries(value)
    .map(([key, member]) => ({
      key: Buffer.from(key),
      text: `${JSON.stringify(key)}: ${jsonbText(member)}`,
    }))
    .sort((a, b) => a.key.length - b.key.length || a.key.compare(b.key));
  return `{${members.map(({ text }) => text).join(", ")}}`;
}
