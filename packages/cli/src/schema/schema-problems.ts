import type { SchemaProblem } from "@stopgap/schema";

import type { Diagnosed } from "../diagnostics/format-diagnostics.js";
import type { SchemaFiles } from "./schema-files.js";

/** What is wrong with a schema, file by file, with the text of the files where it is known. */
export function schemaProblems(
  problems: readonly SchemaProblem[],
  files?: Pick<SchemaFiles, "source" | "nameOf">,
): readonly Diagnosed[] {
  const byFile = new Map<string, SchemaProblem[]>();
  for (const problem of problems) {
    byFile.set(problem.file, [...(byFile.get(problem.file) ?? []), problem]);
  }
  return [...byFile].map(([file, found]) => ({
    name: files === undefined ? file : files.nameOf(file),
    text: files?.source.files.find(({ folder, path }) => `${folder}/${path}` === file)?.text,
    diagnostics: found.map(({ message, line, column }) => ({
      severity: "error",
      code: null,
      message,
      line,
      column,
    })),
  }));
}
