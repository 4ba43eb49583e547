import type { CommandGroup } from "../command.js";
import { vendorAddCommand } from "./vendor/add.js";
import { vendorListCommand } from "./vendor/list.js";
import { vendorRemoveCommand } from "./vendor/remove.js";

/** `stopgap vendor`: npm packages for functions that are written in SQL. */
export const vendorCommands: CommandGroup = {
  name: "vendor",
  summary: "npm packages that functions can import",
  commands: [vendorAddCommand, vendorListCommand, vendorRemoveCommand],
};
