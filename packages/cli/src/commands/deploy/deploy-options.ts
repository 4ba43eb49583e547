import { flagOption, listOption, textOption } from "../../options/cli-option.js";

export const labelOption = textOption({
  flags: "--label <text>",
  description: "what to call the deployment",
  twin: "STOPGAP_LABEL",
});

export const pruneOption = flagOption({
  flags: "--prune",
  description: "also remove live functions that it does not have",
  twin: "STOPGAP_PRUNE",
});

export const forceOption = flagOption({
  flags: "--force",
  description: "make a new deployment also where nothing has changed",
  twin: "STOPGAP_FORCE",
});

export const acceptBreakingOption = listOption({
  flags: "--accept-breaking <paths>",
  description: "paths whose callers may break, such as api.users.get,api.users.list",
  twin: "STOPGAP_ACCEPT_BREAKING",
});
