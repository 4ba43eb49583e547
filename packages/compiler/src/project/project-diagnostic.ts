/** What there is to say about one place of a project. */
export interface ProjectDiagnostic {
  /** The file, absolute; null where the finding belongs to the project as a whole. */
  readonly file: string | null;
  /** 1-based; null where the finding belongs to the file as a whole. */
  readonly line: number | null;
  /** 1-based, in UTF-16 units. */
  readonly column: number | null;
  /** Where it ends, in the same line; missing where it ends in another one. */
  readonly endColumn?: number;
  readonly severity: "error" | "warning" | "info";
  /** TypeScript's number without its prefix, or one of Stopgap's own from 90000 on. */
  readonly code: number;
  readonly message: string;
}
