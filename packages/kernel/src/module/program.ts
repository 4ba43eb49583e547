/** What runs: an artifact, and the import map that holds for it and for everything that it imports. */
export interface Program {
  readonly hash: string;
  /** Where imports lead that no artifact settles: specifier to hash. */
  readonly imports: ReadonlyMap<string, string>;
  /** The same for equal programs, and for no others. */
  readonly key: string;
}

/**
 * Makes a program.
 *
 * @param importMap JSON; what is no hash in it leads nowhere
 */
export function programOf(hash: string, importMap = "{}"): Program {
  const imports = new Map<string, string>();
  for (const [specifier, target] of Object.entries(JSON.parse(importMap) as object)) {
    if (typeof target === "string") imports.set(specifier, target);
  }
  return { hash, imports, key: imports.size === 0 ? hash : `${hash} ${importMap}` };
}

/** Whether a specifier is that of another function: `@stopgap/<schema>/<function>`. */
export function isSibling(specifier: string): boolean {
  return specifier.startsWith("@stopgap/") && specifier !== "@stopgap/runtime";
}
