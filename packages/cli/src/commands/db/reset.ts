import type { Command } from "../../command.js";
import { confirm } from "../../confirm.js";
import { redact } from "../../connection/redact.js";
import { localServerOptions } from "./local-server-options.js";

/** `stopgap db reset` */
export const dbResetCommand: Command = {
  name: "reset",
  summary: "remove all its data, and start it anew",
  run: async (invocation) => {
    const { localServer } = invocation.context;
    const options = localServerOptions(invocation);
    const { folder, state } = await localServer.status(options);
    if (state !== "absent") {
      await confirm(invocation, `Remove all data of the local server in ${folder}?`);
    }
    const { url } = await localServer.reset(options);
    return {
      document: { url },
      text: () => `the local server is empty, and runs at ${redact(url)}`,
    };
  },
};
