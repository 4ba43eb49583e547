import type { Command } from "../../command.js";
import { localServerOptions } from "./local-server-options.js";

/** `stopgap db stop` */
export const dbStopCommand: Command = {
  name: "stop",
  summary: "stop it; its data stays",
  run: async (invocation) => {
    const { localServer } = invocation.context;
    const { state } = await localServer.stop(localServerOptions(invocation));
    return {
      document: { command: "db stop", state },
      text: () =>
        state === "absent" ? "there is no local server" : `the local server is ${state}`,
    };
  },
};
