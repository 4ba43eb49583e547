import type { Artifact } from "./artifact.js";
import type { Program } from "./program.js";

/**
 * What tells an instance of a module from others of the same code: its hash, and where everything leads that it imports,
 * directly or not, and that no artifact settles.
 */
export function instanceKey(
  hash: string,
  { imports }: Program,
  find: (hash: string) => Artifact | undefined,
): string {
  const settled = new Set<string>();
  const modules = new Set([hash]);
  // A set is walked to its end, with what is added on the way.
  for (const module of modules) {
    for (const [specifier, stored] of find(module)?.imports ?? []) {
      const target = stored ?? imports.get(specifier);
      if (stored === null) settled.add(`${specifier} ${target ?? ""}`);
      if (target !== undefined) modules.add(target);
    }
  }
  return [hash, ...[...settled].sort()].join("\n");
}
