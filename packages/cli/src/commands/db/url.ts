import type { Command } from "../../command.js";
import { localServerOptions } from "./local-server-options.js";

/** `stopgap db url`: the one command whose answer is a password. */
export const dbUrlCommand: Command = {
  name: "url",
  summary: "print its URL, with the password",
  run: async (invocation) => {
    const { localServer } = invocation.context;
    const url = await localServer.url(localServerOptions(invocation));
    return { document: { url }, text: () => url };
  },
};
