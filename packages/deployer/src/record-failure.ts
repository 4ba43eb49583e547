import type { Session } from "./session/session.js";

/** A deploy that failed before the database had anything to do with it. */
export interface FailureToRecord {
  readonly message: string;
  /** What failed. Default `stopgap.deploy`. */
  readonly at?: string | undefined;
  /** The step that was under way, such as `bundle`. */
  readonly step?: string | undefined;
  /** A SQLSTATE, or another stable word. */
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

/** Keeps a failure as a failed deployment, and returns its id. */
export function recordFailure(
  session: Session,
  env: string,
  failure: FailureToRecord,
  label: string | null,
): Promise<number> {
  const error = JSON.stringify(failure);
  return session.change("stopgap.record_failure($1, $2, $3::jsonb)", [env, label, error]);
}
