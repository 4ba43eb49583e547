import type { BundledArtifact } from "../project-bundle.js";

/**
 * The longest row of artifacts of which each imports the next.
 *
 * @param artifacts what is imported before what imports it
 */
export function longestImportChain(
  artifacts: readonly BundledArtifact[],
): readonly BundledArtifact[] {
  const byHash = new Map(artifacts.map((artifact) => [artifact.hash, artifact]));
  const steps = new Map<string, { readonly depth: number; readonly next: string | undefined }>();
  let longest: string | undefined;
  for (const { hash, imports } of artifacts) {
    let depth = 1;
    let next: string | undefined;
    for (const imported of Object.values(imports)) {
      const behind = (steps.get(imported)?.depth ?? 1) + 1;
      if (behind > depth) [depth, next] = [behind, imported];
    }
    steps.set(hash, { depth, next });
    if (longest === undefined || depth > (steps.get(longest)?.depth ?? 0)) longest = hash;
  }
  const chain: BundledArtifact[] = [];
  for (let hash = longest; hash !== undefined; hash = steps.get(hash)?.next) {
    const artifact = byHash.get(hash);
    if (artifact) chain.push(artifact);
  }
  return chain;
}
