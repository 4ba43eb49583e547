import { runLowered } from "./load-lowered.js";

/** A turn of Node's event loop: every promise job that is queued, or that those queue, has run by then. */
const everythingHasRun = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a program did: its log, and the first rejection that nobody handled. */
export interface Run {
  readonly log: readonly string[];
  readonly unhandled: unknown;
}

/** A program on Node's own promises. */
export async function runNatively(source: string): Promise<Run> {
  const log: string[] = [];
  const make = Reflect.construct(Function, ["log", source.replace("export default", "return")]) as (
    log: (...words: unknown[]) => void,
  ) => () => Promise<unknown>;
  const main = make((...words) => log.push(words.join(" ")));
  const rejections: unknown[] = [];
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => rejections.push(reason));
  try {
    void main();
    await everythingHasRun();
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
  return { log, unhandled: rejections[0] };
}

/** The same program, lowered, on the kernel's promises. */
export function runOnKernel(source: string): Run {
  const log: string[] = [];
  let unhandled: unknown;
  try {
    runLowered(source, { globals: { log: (...words: unknown[]) => log.push(words.join(" ")) } });
  } catch (error) {
    unhandled = error;
  }
  return { log, unhandled };
}
