import { flagOption } from "./cli-option.js";

export const rehearseOption = flagOption({
  flags: "--dry-run",
  description: "do everything and roll it back: tell what it did, took and locked",
  twin: "STOPGAP_DRY_RUN",
});
