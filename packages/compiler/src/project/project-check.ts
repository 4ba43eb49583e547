import type { ProjectDiagnostic } from "./project-diagnostic.js";
import type { ProjectFunction } from "./project-bundle.js";

/** What there is to say of a project, and its functions. */
export interface ProjectCheck {
  /** By file, line and column. */
  readonly diagnostics: readonly ProjectDiagnostic[];
  /** By path. Where there are errors some may be missing, and what is said of the others may be wrong. */
  readonly functions: readonly ProjectFunction[];
}

/** Whether any diagnostic stands in the way of a deployment. */
export function hasErrors(diagnostics: readonly ProjectDiagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}
