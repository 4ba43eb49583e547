/** A difference, as `stopgap.verify` names it. */
export interface DriftJson {
  readonly what: string;
  readonly expected: unknown;
  readonly found: unknown;
}

export interface VerifiedJson {
  readonly fn_name: string;
  readonly function_path: string | null;
  readonly status: string;
  readonly drift: readonly DriftJson[];
}

/** What `stopgap.verify` answers. */
export interface Verification {
  readonly is_ok: boolean;
  readonly summary: Readonly<Record<string, number>>;
  readonly schema: { readonly status: string; readonly drift: readonly DriftJson[] };
  readonly functions: readonly VerifiedJson[];
  readonly unexpected: readonly string[];
  readonly left_over: readonly string[];
  readonly missing_versions: readonly Readonly<Record<string, unknown>>[];
}

/** What `stopgap.repair` answers, as far as tests look at it. */
export interface Repair {
  readonly is_ok: boolean;
  readonly repaired: Readonly<Record<string, unknown>>;
  readonly remaining: Readonly<Record<string, unknown>>;
}
