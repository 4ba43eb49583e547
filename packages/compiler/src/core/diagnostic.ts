import ts from "typescript";

/** What the compiler has to say about one place of a module. */
export interface Diagnostic {
  readonly severity: "error" | "warning" | "info";
  /** The stage that found it: parsing, names, resolving imports, type checking, or looking for the entry point. */
  readonly phase: "syntactic" | "names" | "imports" | "semantic" | "entry";
  /** TypeScript's number without its prefix, or one of Stopgap's own from 90000 on. */
  readonly code: number;
  readonly message: string;
  /** 1-based; null where the finding belongs to the module as a whole. */
  readonly line: number | null;
  /** 1-based, in UTF-16 units. */
  readonly column: number | null;
}

/** Whether any diagnostic refuses the module. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

/** TypeScript's own diagnostic in our shape. */
export function fromTypeScript(
  diagnostic: ts.Diagnostic,
  phase: "syntactic" | "semantic",
): Diagnostic {
  return {
    severity: severityOf(diagnostic.category),
    phase,
    code: diagnostic.code,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
    ...positionOf(diagnostic.file, diagnostic.start),
  };
}

/** Line and column of an offset, both 1-based; null for both where there is no position. */
export function positionOf(
  file: ts.SourceFile | undefined,
  start: number | undefined,
): { readonly line: number | null; readonly column: number | null } {
  if (!file || start === undefined) return { line: null, column: null };
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return { line: line + 1, column: character + 1 };
}

function severityOf(category: ts.DiagnosticCategory): Diagnostic["severity"] {
  if (category === ts.DiagnosticCategory.Error) return "error";
  return category === ts.DiagnosticCategory.Warning ? "warning" : "info";
}
