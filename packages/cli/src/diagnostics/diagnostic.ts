/** One finding of the compiler. Lines and columns count from 1. */
export interface Diagnostic {
  readonly severity: string;
  /** The compiler's number, such as `TS2339`; null where there is none. */
  readonly code: string | null;
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** Reads diagnostics as `plts` gives them, as JSON; undefined when the text is something else. */
export function parseDiagnostics(text: string): readonly Diagnostic[] | undefined {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(found) || found.length === 0) return undefined;
  const diagnostics = found.map(readDiagnostic);
  return diagnostics.every((each) => each !== undefined) ? diagnostics : undefined;
}

function readDiagnostic(found: unknown): Diagnostic | undefined {
  if (typeof found !== "object" || found === null) return undefined;
  const { severity, code, message, line, column } = found as Record<string, unknown>;
  if (typeof severity !== "string" || typeof message !== "string") return undefined;
  return {
    severity,
    code: typeof code === "string" ? code : typeof code === "number" ? `TS${code}` : null,
    message,
    line: typeof line === "number" ? line : null,
    column: typeof column === "number" ? column : null,
  };
}
