import type { ChangeSummary } from "@stopgap/deployer";

import { changeSigns } from "./change.js";

const changes = Object.keys(changeSigns) as readonly (keyof ChangeSummary)[];

/** The counts that are not zero, with their signs: `+1 ~2 =40`; `-` where nothing is known. */
export function formatCounts(counts: ChangeSummary | undefined): string {
  if (counts === undefined) return "-";
  const shown = changes.flatMap((name) =>
    counts[name] > 0 ? [`${changeSigns[name]}${counts[name]}`] : [],
  );
  return shown.length === 0 ? "none" : shown.join(" ");
}

/** What is mentioned only where there is some of it. */
const seldom: ReadonlySet<string> = new Set(["changed (dependency)", "recompiled"]);

/** The counts in words: `1 added, 2 changed, 0 removed, 40 unchanged`. */
export function describeCounts(counts: ChangeSummary): string {
  return changes
    .filter((name) => !seldom.has(name) || counts[name] > 0)
    .map((name) => `${counts[name]} ${name}`)
    .join(", ");
}
