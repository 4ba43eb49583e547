import type { Command } from "../../command.js";
import { redact } from "../../connection/redact.js";
import { formatFacts } from "../../output/table.js";
import { localServerOptions } from "./local-server-options.js";

/** `stopgap db status` */
export const dbStatusCommand: Command = {
  name: "status",
  summary: "tell whether it runs, and where",
  run: async (invocation) => {
    const { localServer } = invocation.context;
    const found = await localServer.status(localServerOptions(invocation));
    const { state, folder } = found;
    const url = found.state === "running" ? redact(found.url) : null;
    return {
      document: { command: "db status", state, url, folder },
      text: (style) =>
        formatFacts(
          [["state", state], ...(url === null ? [] : [["url", url] as const]), ["folder", folder]],
          style,
        ),
    };
  },
};
