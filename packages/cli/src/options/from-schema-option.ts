import { requiredTextOption } from "./cli-option.js";

/** Where the functions are that are deployed or compared. */
export const fromSchemaOption = requiredTextOption({
  flags: "--from-schema <schema>",
  description: "the schema with the functions",
  twin: "STOPGAP_FROM_SCHEMA",
});
