import ts from "typescript";
import type { ProjectDiagnostic } from "./project-diagnostic.js";

/** What is said of a node. */
export function diagnosticAt(
  node: ts.Node,
  severity: ProjectDiagnostic["severity"],
  code: number,
  message: string,
): ProjectDiagnostic {
  const sourceFile = node.getSourceFile();
  const place = placeOf(sourceFile, node.getStart(sourceFile), node.getEnd());
  return { file: sourceFile.fileName, ...place, severity, code, message };
}

/** What is said of a file as a whole. */
export function diagnosticOf(
  file: string,
  severity: ProjectDiagnostic["severity"],
  code: number,
  message: string,
): ProjectDiagnostic {
  return { file, line: null, column: null, severity, code, message };
}

/** What TypeScript says, in our shape. */
export function fromTypeScript(diagnostic: ts.Diagnostic): ProjectDiagnostic {
  const { file, start, length = 0, code, category } = diagnostic;
  const place =
    file && start !== undefined
      ? placeOf(file, start, start + length)
      : { line: null, column: null };
  return {
    file: file?.fileName ?? null,
    ...place,
    severity: severities[category],
    code,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
  };
}

const severities = {
  [ts.DiagnosticCategory.Error]: "error",
  [ts.DiagnosticCategory.Warning]: "warning",
  [ts.DiagnosticCategory.Message]: "info",
  [ts.DiagnosticCategory.Suggestion]: "info",
} as const;

type Place = Pick<ProjectDiagnostic, "line" | "column" | "endColumn">;

function placeOf(file: ts.SourceFile, start: number, end: number): Place {
  const from = file.getLineAndCharacterOfPosition(start);
  const to = file.getLineAndCharacterOfPosition(end);
  return {
    line: from.line + 1,
    column: from.character + 1,
    ...(from.line === to.line ? { endColumn: to.character + 1 } : {}),
  };
}
