import { createInterface } from "node:readline/promises";
import { isatty } from "node:tty";

import { localServer } from "@stopgap/local";

import { connect } from "./connection/connect.js";
import type { Context, OutputStream } from "./context.js";

/**
 * The context of this process.
 *
 * @param endGracefully - See {@link Context.endGracefully}. Default: nothing ends the command but itself.
 */
export function processContext(
  interruption: AbortSignal,
  endGracefully: () => void = () => undefined,
): Context {
  const canAsk = isatty(process.stdin.fd) && isatty(process.stderr.fd);
  return {
    folder: process.cwd(),
    env: process.env,
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
    ask: canAsk ? (question) => ask(question, interruption) : undefined,
    interruption,
    endGracefully,
    now: () => performance.now(),
    connect,
    localServer,
  };
}

function outputStream(stream: NodeJS.WriteStream & { readonly fd: number }): OutputStream {
  // Whoever reads may have seen enough, as `head` does.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    isTerminal: isatty(stream.fd),
    write: (text) => void stream.write(text),
    // Not known for what is no terminal.
    size: () => ({ columns: stream.columns || 80, rows: stream.rows || 24 }),
  };
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The terminal takes Ctrl-C for itself while it asks.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await terminal.question(question, { signal });
  } finally {
    terminal.close();
  }
}
