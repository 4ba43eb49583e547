import type { Command } from "../command.js";
import { fromSchemaOption } from "../options/from-schema-option.js";
import { exitCodeOption } from "./diff/exit-code-option.js";
import { diffFromProject } from "./diff/from-project.js";
import { diffFromSchema } from "./diff/from-schema.js";

/** `stopgap diff` */
export const diffCommand: Command = {
  name: "diff",
  summary: "what a deploy would change, and whether callers go on working",
  options: [fromSchemaOption, exitCodeOption],
  run: (invocation) => {
    const fromSchema = invocation.options.value(fromSchemaOption);
    return fromSchema === undefined
      ? diffFromProject(invocation)
      : diffFromSchema(invocation, fromSchema);
  },
};
