import { flagOption, listOption } from "../options/cli-option.js";

/** What may happen although it may hurt. */
export const acceptOption = {
  ...listOption({
    flags: "--accept <change>",
    description: "let a change happen that is blocked, such as drop-column:orders.note; repeatable",
    twin: "STOPGAP_SCHEMA_ACCEPT",
  }),
  isRepeatable: true,
};

/** All of it may. */
export const forceSchemaOption = flagOption({
  flags: "--force",
  description: "let all blocked changes happen, and take a failed verification for a warning",
  twin: "STOPGAP_SCHEMA_FORCE",
});
