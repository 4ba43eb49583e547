import type { CommandGroup } from "../command.js";
import { schemaAnalyzeDepsCommand } from "./schema/analyze-deps.js";
import { schemaCheckCommand } from "./schema/check.js";
import { schemaApplyCommand } from "./schema/apply.js";
import { schemaExportCommand } from "./schema/export.js";
import { schemaPlanCommand } from "./schema/plan.js";
import { schemaTypeMatrixCommand } from "./schema/type-matrix.js";

/** `stopgap schema`: tables, types, extensions, migrations and seeds. */
export const schemaCommands: CommandGroup = {
  name: "schema",
  summary: "tables, types, extensions, migrations and seeds",
  commands: [
    schemaCheckCommand,
    schemaPlanCommand,
    schemaApplyCommand,
    schemaExportCommand,
    schemaAnalyzeDepsCommand,
    schemaTypeMatrixCommand,
  ],
};
