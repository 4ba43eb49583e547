import type { Command } from "../../command.js";
import { redact } from "../../connection/redact.js";
import { localServerOptions } from "./local-server-options.js";

/** `stopgap db start` */
export const dbStartCommand: Command = {
  name: "start",
  summary: "start it; make it first where there is none",
  run: async (invocation) => {
    const { localServer } = invocation.context;
    const { url } = await localServer.start(localServerOptions(invocation));
    return {
      document: { url },
      text: () =>
        `the local server runs at ${redact(url)}\n` +
        "use it with --db local; `stopgap db url` prints the URL with its password",
    };
  },
};
