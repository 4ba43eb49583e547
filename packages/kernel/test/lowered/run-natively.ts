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

/** One of several programs in a module that were compiled together. */
export type Programs = (log: (...words: unknown[]) => void) => readonly (() => () => unknown)[];

/** The programs of a module on Node's own promises, each to its end before the next. */
export async function runAllNatively(source: string): Promise<Run[]> {
  const make = Reflect.construct(Function, [
    source.replace("export default", "return"),
  ]) as () => Programs;
  let log: string[] = [];
  let rejections: unknown[] = [];
  const runs: Run[] = [];
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => rejections.push(reason));
  try {
    for (const program of make()((...words) => log.push(words.join(" ")))) {
      log = [];
      rejections = [];
      void program()();
      await everythingHasRun();
      runs.push({ log, unhandled: rejections[0] });
    }
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
  return runs;
}
