import { settled } from "../../src/promise/settled.js";
import { withScheduler } from "../../src/promise/scheduler.js";
import { loadLowered, runLowered } from "./load-lowered.js";
import type { Programs, Run } from "./run-natively.js";

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

/** The same programs, lowered, on the kernel's promises. */
export function runAllOnKernel(source: string): Run[] {
  let log: string[] = [];
  const { default: programs } = loadLowered(source);
  return (programs as Programs)((...words) => log.push(words.join(" "))).map((program) => {
    log = [];
    const own = log;
    try {
      withScheduler(() => settled(program()()));
      return { log: own, unhandled: undefined };
    } catch (error) {
      return { log: own, unhandled: error };
    }
  });
}
