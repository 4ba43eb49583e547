import type { Diagnosed } from "./format-diagnostics.js";

/** What was found in a source, each with the name of what it is in, for JSON output. */
export function namedDiagnostics({
  name,
  diagnostics,
}: Diagnosed): Readonly<Record<string, unknown>>[] {
  return diagnostics.map((each) => ({ file: name, ...each }));
}
