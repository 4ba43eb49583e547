import { formatNote, formatPlan, parseSchema, planSchema } from "@stopgap/schema";

import type { Command } from "../../command.js";
import { exitCodes } from "../../errors/exit-code.js";
import { flagOption } from "../../options/cli-option.js";
import { visibleLines } from "../../output/visible.js";
import { withSchemaConnection } from "../../schema/schema-connection.js";
import { readSchemaFiles } from "../../schema/schema-files.js";
import { changeJson, stepJson } from "../../schema/schema-json.js";
import { acceptOption } from "../../schema/schema-options.js";

const exitCodeOption = flagOption({
  flags: "--exit-code",
  description: "end with 3 when there is something to do",
  twin: "STOPGAP_EXIT_CODE",
});

/** `stopgap schema plan` */
export const schemaPlanCommand: Command = {
  name: "plan",
  summary: "what an apply of a schema would do, with the locks that it takes and what is blocked",
  words: [{ name: "[schema]", description: "its folder or archive; default: the current folder" }],
  options: [acceptOption, exitCodeOption],
  run: async (invocation) => {
    const { context, options, words } = invocation;
    const files = await readSchemaFiles(words[0], context.folder);
    const declared = await parseSchema(files.source);
    return withSchemaConnection(invocation, async ({ connection, session, onEvent }) => {
      const { mode, steps, changes, blocked, notes, ...plan } = await planSchema(
        session,
        declared,
        {
          accept: options.value(acceptOption),
          signal: context.interruption,
          onEvent,
        },
      );
      const isDifferent = steps.length > 0 || blocked.length > 0;
      return {
        document: {
          command: "schema plan",
          target: connection.address,
          schema: files.path,
          checksum: plan.checksum,
          mode,
          steps: steps.map(stepJson),
          changes: changes.map(changeJson),
          blocked: blocked.map(changeJson),
          notes: notes.map(formatNote),
        },
        text: () =>
          visibleLines(formatPlan({ mode, steps, changes, blocked, notes, ...plan }).trimEnd()),
        exitCode:
          isDifferent && options.value(exitCodeOption) ? exitCodes.difference : exitCodes.done,
      };
    });
  },
};
