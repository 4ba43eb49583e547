import type { LocalServerOptions } from "@stopgap/local";

import type { Invocation } from "../../invocation.js";

/** What the local server is told by every `stopgap db` command. */
export function localServerOptions({ context, reporter }: Invocation): LocalServerOptions {
  return {
    env: context.env,
    onProgress: (line) => {
      reporter.note(line);
    },
  };
}
