import { changedObject } from "./accept-name.js";
import type { SchemaChange } from "./schema-change.js";

/** What may happen although it may hurt. */
export interface Acceptance {
  /** Names such as `drop-column:orders.note`. */
  readonly accept?: readonly string[] | undefined;
  /** All of it. */
  readonly force?: boolean | undefined;
}

/** The changes that nobody has accepted and that nobody should make unasked. */
export function blockedChanges(
  changes: readonly SchemaChange[],
  { accept = [], force = false }: Acceptance = {},
): readonly SchemaChange[] {
  if (force) return [];
  const accepted = new Set(accept);
  return changes.filter(({ hazards }) =>
    hazards.some((hazard) => hazard.accept !== null && !accepted.has(hazard.accept)),
  );
}

/** Says which changes are blocked, why, and what accepts each of them. */
export function blockedMessage(blocked: readonly SchemaChange[]): string {
  const lines = blocked.map((change) => {
    const object = change.column === null ? `${changedObject(change)}.*` : changedObject(change);
    const blocking = change.hazards.filter(({ accept }) => accept !== null);
    const reasons = [...new Set(blocking.map(({ message }) => message))].join("; ");
    const accepts = [...new Set(blocking.map(({ accept }) => `--accept ${accept ?? ""}`))].join(
      " ",
    );
    return `  - ${change.type} ${object}: ${reasons} (${accepts})`;
  });
  return [
    `Schema changes blocked due to potential data loss. ${blocked.length} issues found:`,
    ...lines,
    "",
    "Use force=true to proceed anyway.",
  ].join("\n");
}
