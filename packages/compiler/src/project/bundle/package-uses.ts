import type { ImportedNames } from "../../core/lower/used-imports.js";
import type { GraphModule } from "./module-graph.js";

/** What a project uses of one file of an npm package. */
export interface PackageUse {
  /** Absolute. */
  readonly file: string;
  readonly names: ImportedNames;
  readonly importers: readonly { readonly module: GraphModule; readonly specifier: string }[];
}

/** What modules use of packages, by file. */
export function packageUses(modules: Iterable<GraphModule>): readonly PackageUse[] {
  const uses = new Map<string, PackageUse>();
  for (const module of modules) {
    for (const [specifier, { target, names }] of module.imports) {
      if (target.kind !== "package") continue;
      const known = uses.get(target.file);
      uses.set(target.file, {
        file: target.file,
        names: known ? union(known.names, names) : names,
        importers: [...(known?.importers ?? []), { module, specifier }],
      });
    }
  }
  return [...uses.values()];
}

function union(some: ImportedNames, others: ImportedNames): ImportedNames {
  return some === "all" || others === "all" ? "all" : new Set([...some, ...others]);
}
