/** What stands in the way of a bundle, or may when it runs. */
export interface BundleProblem {
  /** The project's module that it is about, absolute; null where it is about none. */
  readonly file: string | null;
  /** 1-based; null where it is about the module as a whole. */
  readonly line: number | null;
  /** 1-based, in UTF-16 units. */
  readonly column: number | null;
  readonly severity: "error" | "warning";
  readonly code: number;
  readonly message: string;
  /**
   * How it comes to be part of the project: each imports the next, from a module that holds functions to the one that it
   * is about, such as `["stopgap/users.ts", "stopgap/mail.ts", "mailer@1.0.0/index.js", "node:net"]`.
   */
  readonly chain: readonly string[];
}

/** Stopgap's own numbers. */
export const problemCodes = {
  /** An import that leads nowhere, or to what cannot run. */
  import: 90002,
  /** The module cannot be read. */
  module: 90005,
} as const;

/** Modules of a project that cannot be made artifacts. */
export class BundleError extends Error {
  override readonly name = "BundleError";
  readonly code = "cannot_bundle";
  readonly problems: readonly BundleProblem[];

  constructor(problems: readonly BundleProblem[]) {
    const [first, ...more] = problems;
    super(`${first?.message ?? ""}${more.length > 0 ? ` (and ${String(more.length)} more)` : ""}`);
    this.problems = problems;
  }
}
