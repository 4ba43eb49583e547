import type { ChangeSummary } from "@stopgap/deployer";

const signs = [
  ["+", "added"],
  ["~", "changed"],
  ["*", "recompiled"],
  ["-", "removed"],
  ["=", "unchanged"],
] as const;

/** The counts that are not zero, with their signs: `+1 ~2 =40`; `-` where nothing is known. */
export function formatCounts(counts: ChangeSummary | undefined): string {
  if (counts === undefined) return "-";
  const shown = signs.flatMap(([sign, name]) =>
    counts[name] > 0 ? [`${sign}${counts[name]}`] : [],
  );
  return shown.length === 0 ? "none" : shown.join(" ");
}

/** The counts in words: `1 added, 2 changed, 0 removed, 40 unchanged`. Recompiled ones only where there are some. */
export function describeCounts(counts: ChangeSummary): string {
  return signs
    .filter(([, name]) => name !== "recompiled" || counts.recompiled > 0)
    .map(([, name]) => `${counts[name]} ${name}`)
    .join(", ");
}
