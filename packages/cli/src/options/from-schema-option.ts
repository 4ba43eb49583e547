import { textOption } from "./cli-option.js";

/** The schema whose functions are meant; without it, those of the project are. */
export const fromSchemaOption = textOption({
  flags: "--from-schema <schema>",
  description: "the schema of the functions; else those of the project",
  twin: "STOPGAP_FROM_SCHEMA",
});
