/** What a check is about. */
export const doctorChecks = [
  /** PostgreSQL's version. */
  "server",
  /** The JavaScript engine, its version and how Stopgap uses it. */
  "engine",
  /** Whether the engine's library is loaded when the server starts, as it should. */
  "preload",
  /** Whether Stopgap is installed, and in the version of this package. */
  "installation",
  /** Stopgap's own roles. */
  "roles",
  /** What the current role may do. */
  "rights",
  /** Whether anything can be written. */
  "writable",
  /** Whether there is a pooler in between. */
  "pooler",
  "statement_timeout",
  "check_function_bodies",
  "standard_conforming_strings",
  "track_functions",
  "jit",
  "max_locks_per_transaction",
  /** Live functions against what was deployed. */
  "drift",
  /** The last attempt to deploy. */
  "failed_deployment",
  /** Live functions that the active deployment does not have. */
  "leftovers",
  /** Deployments and code that nobody can go back to. */
  "garbage",
] as const;

/** What a check is about. */
export type DoctorCheck = (typeof doctorChecks)[number];

/** What one check has found. */
export interface Finding {
  readonly check: DoctorCheck;
  /** The environment that it is about; null for all. */
  readonly env: string | null;
  /** A warning: all works, but something will surprise. A problem: something does not work. */
  readonly status: "ok" | "warning" | "problem";
  /** What was found, for people. */
  readonly found: string;
  /** What mends it: a command of `stopgap`, or SQL, which ends with a semicolon. Null where there is nothing to mend. */
  readonly remedy: string | null;
}

/** A finding that needs no remedy. */
export function fine(check: DoctorCheck, found: string, env: string | null = null): Finding {
  return { check, env, status: "ok", found, remedy: null };
}
