import type { CommandGroup } from "../command.js";
import { gatewayServeCommand } from "./gateway/serve.js";

/** `stopgap gateway`: the HTTP gateway. */
export const gatewayCommands: CommandGroup = {
  name: "gateway",
  summary: "the HTTP gateway for many tenants",
  commands: [gatewayServeCommand],
};
