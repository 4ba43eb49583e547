import type { Style } from "../output/style.js";
import { visible, visibleLines } from "../output/visible.js";
import { codeFrame } from "./code-frame.js";
import type { Diagnostic } from "./diagnostic.js";

/** TypeScript that was compiled: what to call it, and its text where it is known. */
export interface DiagnosedSource {
  readonly name: string;
  readonly text: string | undefined;
}

/** What the compiler found in a source. */
export interface Diagnosed extends DiagnosedSource {
  readonly diagnostics: readonly Diagnostic[];
}

/** Diagnostics the way TypeScript shows them: `name:line:column - error TS2339: ...`, and a code frame. */
export function formatDiagnostics(diagnosed: readonly Diagnosed[], style: Style): string {
  return diagnosed
    .flatMap((source) => source.diagnostics.map((each) => formatDiagnostic(each, source, style)))
    .join("\n\n");
}

function formatDiagnostic(
  { severity, code, message, line, column }: Diagnostic,
  source: DiagnosedSource,
  style: Style,
): string {
  const colorOf = severity === "error" ? style.red : style.yellow;
  const position = line === null ? "" : `:${style.yellow(line)}:${style.yellow(column ?? 1)}`;
  const label = [colorOf(severity), code === null ? "" : ` ${style.gray(code)}`].join("");
  const heading = `${style.cyan(visible(source.name))}${position} - ${label}: ${visibleLines(message)}`;
  const frame =
    source.text === undefined || line === null
      ? ""
      : codeFrame(source.text, line, column ?? 1, style);
  return frame === "" ? heading : `${heading}\n\n${frame}`;
}
