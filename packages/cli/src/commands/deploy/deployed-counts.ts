import type { ChangeSummary } from "@stopgap/deployer";

import type { Fields } from "../../output/result-line.js";

/** How many functions a deployment has changed, for its last line. What is seldom is left out where there is none. */
export function deployedCounts(summary: ChangeSummary): Fields {
  const { added, changed, recompiled, unchanged, removed } = summary;
  const dependency = summary["changed (dependency)"];
  return {
    added,
    changed,
    changed_dependency: dependency > 0 ? dependency : undefined,
    recompiled: recompiled > 0 ? recompiled : undefined,
    unchanged,
    removed,
  };
}
