import type { Pruned } from "@stopgap/deployer";

import type { Style } from "./style.js";
import { visible } from "./visible.js";

/** What a prune removes, and what it leaves: a line for each function. */
export function formatPruned(
  { dropped, skipped_with_dependents: skipped, dependents = {} }: Pruned,
  isDryRun: boolean,
  style: Style,
): readonly string[] {
  const verb = isDryRun ? "would remove" : "removed";
  return [
    ...dropped.map((name) => `${style.red("-")} ${verb} ${visible(name)}`),
    ...skipped.map(
      (name) =>
        `${style.yellow("!")} kept ${visible(name)}: used by ${visible(dependents[name]?.join(", ") ?? "something")}`,
    ),
  ];
}
