/**
 * Options that change what is stored. They are part of an artifact's hash.
 */
export interface CompilerOptions {
  /** Store a source map with the artifact. Default false. */
  readonly source_map?: boolean;
  /** Where imports lead: specifier to target, as in a module's own `plts-import-map`, which wins. Default: nowhere. */
  readonly import_map?: Readonly<Record<string, string>>;
  /** What the source is written in. Default `ts`. */
  readonly language?: "ts" | "js";
}

/** The options without what equals a default, so that equal compilations have equal hashes. */
export function normalizeOptions(options: CompilerOptions): CompilerOptions {
  const importMap = Object.entries(options.import_map ?? {});
  return {
    ...(options.source_map === true ? { source_map: true } : {}),
    ...(importMap.length > 0 ? { import_map: Object.fromEntries(importMap) } : {}),
    ...(options.language === "js" ? { language: "js" } : {}),
  };
}
