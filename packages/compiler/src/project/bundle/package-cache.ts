import { statSync } from "node:fs";
import { bundlePackageUses, type PackageBundles } from "./package-bundles.js";
import type { PackageUse } from "./package-uses.js";

interface Kept {
  readonly uses: string;
  readonly bundles: PackageBundles;
  readonly stamps: string;
}

/** Bundles packages, and again only when something of them has changed. */
export class PackageCache {
  readonly #from: string;
  #kept: Kept | undefined;

  /** @param from a folder, for esbuild */
  constructor(from: string) {
    this.#from = from;
  }

  async bundle(uses: readonly PackageUse[]): Promise<PackageBundles> {
    const described = describe(uses);
    const kept = this.#kept;
    if (kept?.uses === described && stampsOf(kept.bundles.files) === kept.stamps) {
      return kept.bundles;
    }
    const bundles = await bundlePackageUses(uses, this.#from);
    this.#kept = { uses: described, bundles, stamps: stampsOf(bundles.files) };
    return bundles;
  }
}

/** Importers too, because problems tell of them. */
function describe(uses: readonly PackageUse[]): string {
  const parts = uses.map(({ file, names, importers }) => [
    file,
    names === "all" ? names : [...names].sort(),
    importers.map(({ module, specifier }) => [module.source, specifier, module.chain]),
  ]);
  return JSON.stringify(parts);
}

function stampsOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat ? `${String(stat.mtimeMs)} ${String(stat.size)}` : "";
    })
    .join("\n");
}
