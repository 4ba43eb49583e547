import type { Session } from "./session/session.js";

/** Until when a deployment is kept: a time, for good (`"infinity"`), or no longer than others (null). */
export type PinUntil = Date | "infinity" | null;

/** A deployment that was pinned, or no longer is. */
export interface PinResult {
  readonly deployment_id: number;
  readonly env: string;
  /** ISO 8601, `infinity`, or null. */
  readonly pinned_until: string | null;
}

export function pin(session: Session, deploymentId: number, until: PinUntil): Promise<PinResult> {
  return session.change("stopgap.pin($1, $2)", [
    deploymentId,
    until instanceof Date ? until.toISOString() : until,
  ]);
}
