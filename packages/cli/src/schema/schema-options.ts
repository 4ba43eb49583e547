import { flagOption, listOption } from "../options/cli-option.js";

/** What may happen although it may hurt. */
export const acceptOption = {
  ...listOption({
    flags: "--accept <changes>",
    description:
      "let a change happen that is blocked, such as drop-column:orders.note, separated by commas; repeatable",
    twin: "STOPGAP_ACCEPT",
  }),
  isRepeatable: true,
};

/** All of it may. */
export const forceSchemaOption = flagOption({
  flags: "--force",
  description: "let all blocked changes happen, and take a failed verification for a warning",
  twin: "STOPGAP_FORCE",
});
