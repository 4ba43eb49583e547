import type { PackageEntry } from "./package-entry.js";

/**
 * Parts entries into groups that have code of each other's packages: `drizzle-orm` and `drizzle-orm/pg-core`, or a package
 * and one that it is built on. What is in a group must be one copy; what is not need not be loaded together.
 */
export function groupEntries(
  entries: readonly PackageEntry[],
): readonly (readonly PackageEntry[])[] {
  const named = new Set(entries.map((entry) => entry.package));
  const groups: { readonly entries: PackageEntry[]; readonly packages: Set<string> }[] = [];
  for (const entry of entries) {
    const packages = [entry.package, ...entry.packages].filter((name) => named.has(name));
    const related = groups.filter((group) => packages.some((name) => group.packages.has(name)));
    for (const group of related) groups.splice(groups.indexOf(group), 1);
    groups.push({
      entries: [...related.flatMap((group) => group.entries), entry],
      packages: new Set([...related.flatMap((group) => [...group.packages]), ...packages]),
    });
  }
  return groups.map((group) => group.entries.sort(bySpecifier));
}

function bySpecifier(a: PackageEntry, b: PackageEntry): number {
  return a.specifier < b.specifier ? -1 : 1;
}
