import type { OperationOptions } from "./session/operation-options.js";
import type { Session } from "./session/session.js";

/** What to keep. */
export interface GarbageOptions extends OperationOptions {
  /** How many of the last deployments of each environment. Default 20. */
  readonly keep?: number | undefined;
  /** Only tells what would go. Default false. */
  readonly dryRun?: boolean | undefined;
}

/** Why a deployment stays. */
export type KeepReason = "active" | "last" | "pinned";

/** What went, and what stayed. */
export interface GarbageResult {
  readonly keep: number;
  readonly dry_run: boolean;
  readonly environments: readonly {
    readonly env: string;
    /** The ids of deployments that went. */
    readonly removed: readonly number[];
    readonly kept: readonly {
      readonly deployment_id: number;
      readonly reasons: readonly KeepReason[];
      /** ISO 8601, or `infinity`. */
      readonly pinned_until?: string;
    }[];
  }[];
  /** Functions that were kept so that their deployments could be called. */
  readonly versions: {
    readonly removed: number;
    /** False where there are more than one collection removes: collect again. */
    readonly is_complete: boolean;
    /** By what those are used that had to stay. */
    readonly dependents: Readonly<Record<string, readonly string[]>>;
  };
  readonly artifacts: {
    readonly removed: number;
    /** The size of their sources, code and source maps. */
    readonly removed_bytes: number;
    readonly kept: number;
    /** Those of the kept that nothing names but are younger than a day. */
    readonly young: number;
    /** Those of the kept that something has begun to use meanwhile. */
    readonly in_use: number;
  };
}

export function collectGarbage(
  session: Session,
  { keep = 20, dryRun = false }: GarbageOptions = {},
): Promise<GarbageResult> {
  return session.change("stopgap.collect_garbage($1, $2)", [keep, dryRun]);
}
