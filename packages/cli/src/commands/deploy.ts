import type { Command } from "../command.js";
import { usageError } from "../errors/cli-error.js";
import type { GivenOptions } from "../options/given-options.js";
import { fromSchemaOption } from "../options/from-schema-option.js";
import {
  acceptBreakingOption,
  forceOption,
  labelOption,
  pruneOption,
} from "./deploy/deploy-options.js";
import { rehearseOption } from "../options/rehearse-option.js";
import { deployFromProject } from "./deploy/from-project.js";
import { deployFromSchema } from "./deploy/from-schema.js";

/** `stopgap deploy` */
export const deployCommand: Command = {
  name: "deploy",
  summary: "make the functions of the project, or of a schema, live in an environment",
  options: [
    fromSchemaOption,
    labelOption,
    pruneOption,
    forceOption,
    acceptBreakingOption,
    rehearseOption,
  ],
  run: (invocation) => {
    const fromSchema = invocation.options.value(fromSchemaOption);
    if (fromSchema === undefined) return deployFromProject(invocation);
    refuseProjectOptions(invocation.options);
    return deployFromSchema(invocation, fromSchema);
  },
};

function refuseProjectOptions(options: GivenOptions): void {
  for (const option of [forceOption, acceptBreakingOption]) {
    const given = options.given(option);
    if (given === undefined) continue;
    throw usageError(`${given.name} is about a project, and --from-schema names a schema`);
  }
}
