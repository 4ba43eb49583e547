import type { ProjectDiagnostic, ProjectFunction } from "@stopgap/compiler/project";

import type { Answer, Command } from "../command.js";
import { namedDiagnostics } from "../diagnostics/diagnostic-json.js";
import { formatDiagnostics, type Diagnosed } from "../diagnostics/format-diagnostics.js";
import { exitCodes } from "../errors/exit-code.js";
import { flagOption } from "../options/cli-option.js";
import { resultLine } from "../output/result-line.js";
import { diagnosedFiles } from "../project/project-diagnostics.js";
import { watchProject } from "../project/watch-project.js";
import { withProject } from "../project/with-project.js";

const watchOption = flagOption({
  flags: "--watch",
  description: "check again whenever something changes",
  twin: "STOPGAP_WATCH",
});

/** `stopgap check` */
export const checkCommand: Command = {
  name: "check",
  summary: "check the types of the project, and what cannot run in the database",
  options: [watchOption],
  run: (invocation) =>
    withProject(invocation, async (opened) => {
      const { context, options } = invocation;
      const look = async (): Promise<Answer> => {
        const { diagnostics, functions } = await opened.project.check();
        return answerOf({
          diagnosed: await diagnosedFiles(diagnostics, context.folder),
          errors: count(diagnostics, "error"),
          warnings: count(diagnostics, "warning"),
          functions,
        });
      };
      if (!options.value(watchOption)) return look();
      await watchProject(opened, context.interruption, async () => {
        invocation.show(await look());
      });
      return undefined;
    }),
};

interface Checked {
  readonly diagnosed: readonly Diagnosed[];
  readonly errors: number;
  readonly warnings: number;
  readonly functions: readonly ProjectFunction[];
}

function count(found: readonly ProjectDiagnostic[], severity: string): number {
  return found.filter((each) => each.severity === severity).length;
}

function answerOf({ diagnosed, errors, warnings, functions }: Checked): Answer {
  const modules = new Set(functions.map(({ modulePath }) => modulePath)).size;
  return {
    document: {
      command: "check",
      error_count: errors,
      warning_count: warnings,
      module_count: modules,
      function_count: functions.length,
      function_paths: functions.map(({ path }) => path),
      diagnostics: diagnosed.flatMap(namedDiagnostics),
    },
    text: (style) =>
      [
        ...(diagnosed.length === 0 ? [] : [formatDiagnostics(diagnosed, style), ""]),
        resultLine(
          "checked",
          { module_count: modules, function_count: functions.length, errors, warnings },
          style,
        ),
      ].join("\n"),
    exitCode: errors === 0 ? exitCodes.done : exitCodes.compileErrors,
  };
}
