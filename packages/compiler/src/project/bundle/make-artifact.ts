import { abi } from "@stopgap/runtime/abi";
import { artifactHash } from "../../artifact-hash.js";
import { type CompilerOptions, normalizeOptions } from "../../core/compiler-options.js";
import { fingerprint } from "../../core/fingerprint.js";
import type { BundledArtifact } from "../project-bundle.js";

/** What becomes an artifact. */
export interface ArtifactParts {
  readonly source: string;
  readonly code: string;
  readonly sourceMap: string;
  readonly language: "ts" | "js";
  /** Where the code's imports lead, by specifier, without what is built in. */
  readonly imports: ReadonlyMap<string, string>;
  readonly file: string | null;
}

/**
 * An artifact as the database would make it of the same source and options. Its options say where its imports lead, but for
 * those that say so themselves: `plts+artifact:<hash>`.
 */
export function makeArtifact(parts: ArtifactParts): BundledArtifact {
  const { source, code, sourceMap, language, file } = parts;
  const imports = [...parts.imports].sort(([a], [b]) => (a < b ? -1 : 1));
  const mapped = imports
    .filter(([specifier]) => !specifier.startsWith(artifactScheme))
    .map(([specifier, hash]) => [specifier, artifactSpecifier(hash)] as const);
  const options: CompilerOptions = normalizeOptions({
    source_map: true,
    import_map: Object.fromEntries(mapped),
    language,
  });
  return {
    hash: artifactHash({ source, code, options, fingerprint }),
    source,
    code,
    options,
    fingerprint,
    sourceMap,
    abi: abi.version,
    imports: Object.fromEntries(imports),
    file,
  };
}

const artifactScheme = "plts+artifact:";

/** What imports an artifact wherever it stands. */
export function artifactSpecifier(hash: string): string {
  return `${artifactScheme}${hash}`;
}
