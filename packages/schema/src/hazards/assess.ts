import { acceptName } from "../compare/accept-name.js";
import type { Difference } from "../compare/difference.js";
import type { Hazard, SchemaChange } from "../compare/schema-change.js";
import type { Session } from "../session.js";

/** Says of differences what they lock, and what may hurt. */
export function assess(
  _session: Session,
  differences: readonly Difference[],
): Promise<readonly SchemaChange[]> {
  return Promise.resolve(differences.map((difference) => assessOne(difference)));
}

function assessOne({
  current: _current,
  subcommands: _s,
  mayRewrite: _m,
  ...change
}: Difference): SchemaChange {
  const hazards: Hazard[] = [];
  if (change.compatibility !== "safe") {
    hazards.push({
      kind: change.compatibility === "dataloss" ? "data-loss" : "incompatible",
      message: change.reason ?? "",
      accept: acceptName(change),
    });
  }
  return { ...change, locks: [], hazards };
}
