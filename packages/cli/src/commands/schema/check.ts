import { type DeclaredSchema, formatNote, parseSchema, SchemaError } from "@stopgap/schema";

import type { Command } from "../../command.js";
import { namedDiagnostics } from "../../diagnostics/diagnostic-json.js";
import { type Diagnosed, formatDiagnostics } from "../../diagnostics/format-diagnostics.js";
import { exitCodes } from "../../errors/exit-code.js";
import { resultLine } from "../../output/result-line.js";
import { visible } from "../../output/visible.js";
import { readSchemaFiles, type SchemaFiles } from "../../schema/schema-files.js";
import { schemaProblems } from "../../schema/schema-problems.js";

/** `stopgap schema check` */
export const schemaCheckCommand: Command = {
  name: "check",
  summary: "read a schema as PostgreSQL does, and find the order in which it can run",
  words: [{ name: "[schema]", description: "its folder or archive; default: the current folder" }],
  run: async ({ context, words: [given] }) => {
    const files = await readSchemaFiles(given, context.folder);
    const { declared, diagnosed } = await parse(files);
    const counts = countsOf(declared);
    const { checksum, notes } = files.source;
    const uncompared = (declared?.notes ?? []).map(formatNote);
    const errors = diagnosed.flatMap(({ diagnostics }) => diagnostics).length;
    return {
      document: {
        command: "schema check",
        schema: files.path,
        checksum,
        ...counts,
        error_count: errors,
        notes: [...notes, ...uncompared],
        diagnostics: diagnosed.flatMap(namedDiagnostics),
      },
      text: (style) =>
        [
          ...notes.map((note) => style.dim(`ignored ${visible(note)}`)),
          ...uncompared.map((note) => style.dim(`note ${visible(note)}`)),
          ...(diagnosed.length === 0 ? [] : [formatDiagnostics(diagnosed, style), ""]),
          resultLine("checked", { ...counts, errors, checksum: checksum.slice(0, 12) }, style),
        ].join("\n"),
      exitCode: errors === 0 ? exitCodes.done : exitCodes.compileErrors,
    };
  },
};

interface Checked {
  /** Undefined where anything is wrong. */
  readonly declared: DeclaredSchema | undefined;
  readonly diagnosed: readonly Diagnosed[];
}

async function parse(files: SchemaFiles): Promise<Checked> {
  try {
    return { declared: await parseSchema(files.source), diagnosed: [] };
  } catch (error) {
    if (!(error instanceof SchemaError) || error.problems.length === 0) throw error;
    return { declared: undefined, diagnosed: schemaProblems(error.problems, files) };
  }
}

/** How much is declared; null where that cannot be told. */
function countsOf(declared: DeclaredSchema | undefined): Readonly<Record<string, number | null>> {
  return {
    extension_count: declared?.extensions.length ?? null,
    type_count: declared?.types.length ?? null,
    table_count: declared?.tables.length ?? null,
    migration_count: declared?.migrations.length ?? null,
    function_count: declared?.functions.length ?? null,
    module_count: declared?.modules.length ?? null,
    seed_count: declared?.seeds.length ?? null,
  };
}
