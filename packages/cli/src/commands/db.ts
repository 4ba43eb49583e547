import type { CommandGroup } from "../command.js";
import { dbResetCommand } from "./db/reset.js";
import { dbStartCommand } from "./db/start.js";
import { dbStatusCommand } from "./db/status.js";
import { dbStopCommand } from "./db/stop.js";
import { dbUrlCommand } from "./db/url.js";

/** `stopgap db`: the local server. */
export const dbCommands: CommandGroup = {
  name: "db",
  summary: "a local PostgreSQL with a JavaScript engine",
  commands: [dbStartCommand, dbStopCommand, dbStatusCommand, dbUrlCommand, dbResetCommand],
};
