import { open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";

import { parseMessages, type ServerMessage } from "./server-message.js";

const pollMilliseconds = 100;

/**
 * What a server writes into its log from now on.
 *
 * @param signal - Ends it when it is aborted.
 */
export async function* followLog(
  file: string,
  signal: AbortSignal,
): AsyncGenerator<ServerMessage, void> {
  const log = await open(file, "r");
  try {
    let { size: position } = await log.stat();
    const decoder = new StringDecoder("utf8");
    let rest = "";
    while (!signal.aborted) {
      const { size } = await log.stat();
      // Somebody has emptied it.
      if (size < position) position = 0;
      const { buffer, bytesRead } = await log.read({
        buffer: Buffer.alloc(size - position),
        position,
      });
      position += bytesRead;
      rest += decoder.write(buffer.subarray(0, bytesRead));
      const end = rest.lastIndexOf("\n") + 1;
      yield* parseMessages(rest.slice(0, end));
      rest = rest.slice(end);
      await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await log.close();
  }
}
