import { readFile } from "node:fs/promises";
import { relative } from "node:path";

import type { ProjectDiagnostic } from "@stopgap/compiler/project";

import type { Diagnosed } from "../diagnostics/format-diagnostics.js";
import { CliError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";

/**
 * What was found in a project, file by file.
 *
 * @param from - The folder that the names of files are relative to.
 */
export async function diagnosedFiles(
  found: readonly ProjectDiagnostic[],
  from: string,
): Promise<readonly Diagnosed[]> {
  const files = new Map<string | null, ProjectDiagnostic[]>();
  for (const diagnostic of found) {
    files.set(diagnostic.file, [...(files.get(diagnostic.file) ?? []), diagnostic]);
  }
  return Promise.all(
    [...files].map(async ([file, diagnostics]) => {
      return {
        name: file === null ? "project" : relative(from, file),
        text: file === null ? undefined : await readFile(file, "utf8").catch(() => undefined),
        diagnostics: diagnostics.map(({ severity, code, message, line, column }) => ({
          severity,
          code: `TS${code}`,
          message,
          line,
          column,
        })),
      };
    }),
  );
}

/** The error of a project that cannot be built. */
export function projectErrors(diagnosed: readonly Diagnosed[]): CliError {
  const count = diagnosed
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(({ severity }) => severity === "error").length;
  const message = `the project has ${count} ${count === 1 ? "error" : "errors"}`;
  return new CliError("compile_errors", exitCodes.compileErrors, message, { diagnosed });
}
