import type { CommandGroup } from "../command.js";
import { extensionPackCommand } from "./extension/pack.js";

/** `stopgap extension`: Stopgap as extensions of a server. */
export const extensionCommands: CommandGroup = {
  name: "extension",
  summary: "Stopgap as files for `create extension`",
  commands: [extensionPackCommand],
};
