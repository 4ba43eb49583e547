import type { CommandGroup } from "../command.js";
import { gatewayCallCommand } from "./gateway/call.js";
import { gatewayMigrateCommand } from "./gateway/migrate.js";
import { gatewayRegisterCommand } from "./gateway/register.js";
import { gatewayServeCommand } from "./gateway/serve.js";

/** `stopgap gateway`: the HTTP gateway, and those who ask it. */
export const gatewayCommands: CommandGroup = {
  name: "gateway",
  summary: "the HTTP gateway for many tenants",
  commands: [
    gatewayServeCommand,
    gatewayRegisterCommand,
    gatewayMigrateCommand,
    gatewayCallCommand,
  ],
};
