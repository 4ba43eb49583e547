import type { SqlClient } from "@stopgap/sql";

import { ask } from "./database.js";

/** What a function can differ in from what is stored of it. `schema` has only `owner` and `grants`. */
export type DriftKind =
  | "signature"
  | "language"
  | "body"
  | "owner"
  | "grants"
  | "security"
  | "volatility"
  | "strict"
  | "parallel"
  | "cost"
  | "settings"
  | "leakproof"
  /** Stored code that it runs is not what its hash says, or is gone. */
  | "artifact";

/** One difference. */
export interface Drift {
  readonly what: DriftKind;
  /** What the active deployment says. Of a body, the artifact that it runs. */
  readonly expected: unknown;
  /** What there is; null where there is nothing. */
  readonly found: unknown;
}

/** Whether something is as the active deployment says. */
export type VerifiedStatus = "ok" | "drifted" | "missing";

/** A live function, or one that should be. */
export interface VerifiedFunction {
  readonly fn_name: string;
  readonly function_path: string | null;
  readonly status: VerifiedStatus;
  readonly drift: readonly Drift[];
}

/** A live schema, or one that should be. */
export interface VerifiedSchema {
  readonly status: VerifiedStatus;
  readonly drift: readonly Drift[];
}

/** A version of a function that can no longer be called by its deployment. */
export interface MissingVersion {
  readonly fn_name: string;
  readonly function_path: string | null;
  readonly deployment_id: number;
}

/** What is live in an environment, against what is stored. */
export interface Verification {
  readonly env: string;
  readonly deployment_id: number;
  readonly live_schema: string;
  /** Nothing has drifted, is missing or unexpected. What is left over is no fault. */
  readonly is_ok: boolean;
  readonly summary: {
    readonly ok: number;
    readonly drifted: number;
    readonly missing: number;
    readonly unexpected: number;
    readonly left_over: number;
    readonly missing_versions: number;
  };
  readonly schema: VerifiedSchema;
  readonly functions: readonly VerifiedFunction[];
  /** Functions in the live schema that no deployment has made, with their arguments. */
  readonly unexpected: readonly string[];
  /** Those that earlier deployments have left live: `prune` removes them. */
  readonly left_over: readonly string[];
  readonly missing_versions: readonly MissingVersion[];
}

export function verify(client: SqlClient, env: string): Promise<Verification> {
  return ask(client, "select stopgap.verify($1)::text as answer", [env]);
}
