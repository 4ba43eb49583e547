import type { ProjectDiagnostic } from "./project-diagnostic.js";

/** What went wrong, as a stable word for programs. */
export type ProjectErrorCode =
  /** There is no such folder, or no `tsconfig.json` for it. */
  | "no_project"
  /** The project's check finds errors: `diagnostics` has them. */
  | "diagnostics";

/** A project that cannot be checked or bundled. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";
  readonly code: ProjectErrorCode;
  /** What the check found; errors and warnings. */
  readonly diagnostics: readonly ProjectDiagnostic[];

  constructor(
    code: ProjectErrorCode,
    message: string,
    {
      diagnostics = [],
      cause,
    }: { readonly diagnostics?: readonly ProjectDiagnostic[]; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.diagnostics = diagnostics;
  }
}
