import type { Session } from "./session/session.js";
import type { MissingVersion, VerifiedFunction, VerifiedSchema } from "./verify.js";

/** What a repair has mended, and what it could not. */
export interface RepairResult {
  readonly env: string;
  readonly deployment_id: number;
  readonly live_schema: string;
  /** Nothing remains. */
  readonly is_ok: boolean;
  readonly repaired: {
    /** What was wrong with the live schema; null where nothing was. */
    readonly schema: VerifiedSchema | null;
    /** The functions, with what was wrong with them. */
    readonly functions: readonly VerifiedFunction[];
    readonly versions: readonly MissingVersion[];
  };
  readonly remaining: {
    /** Functions whose stored code is damaged: only who deploys has the right bytes. */
    readonly functions: readonly VerifiedFunction[];
    /** Functions that no deployment has made. They are not touched. */
    readonly unexpected: readonly string[];
    readonly versions: readonly MissingVersion[];
  };
}

export function repair(session: Session, env: string): Promise<RepairResult> {
  return session.change("stopgap.repair($1)", [env]);
}
