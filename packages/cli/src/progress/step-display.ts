import type { createLogUpdate } from "log-update";

import type { OutputStream } from "../context.js";
import type { Style } from "../output/style.js";
import type { ProgressEvent } from "./progress-event.js";
import { afterEvent, failed, formatSteps, type ShownStep } from "./step-list.js";

/** Times go on where nothing else happens. */
const refreshMilliseconds = 100;

/** The steps of long work on a terminal, below what was printed before. */
export class StepDisplay {
  readonly #update: ReturnType<typeof createLogUpdate>;
  readonly #style: Style;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #steps: readonly ShownStep[] = [];

  /** Begins to show steps; what draws them is loaded by the first one that needs it. */
  static async open(stderr: OutputStream, style: Style, now: () => number): Promise<StepDisplay> {
    const { createLogUpdate } = await import("log-update");
    // The cursor is the process's: hiding it needs signal handlers that give it back.
    return new StepDisplay(createLogUpdate(terminalOf(stderr), { showCursor: true }), style, now);
  }

  private constructor(update: ReturnType<typeof createLogUpdate>, style: Style, now: () => number) {
    this.#update = update;
    this.#style = style;
    this.#now = now;
    this.#timer = setInterval(() => {
      this.#draw();
    }, refreshMilliseconds);
    this.#timer.unref();
  }

  /** Shows what an event tells. */
  tell(event: ProgressEvent): void {
    this.#steps = afterEvent(this.#steps, event, this.#now());
    this.#draw();
  }

  /** Lets something else be printed above the steps. */
  above(print: () => void): void {
    this.#update.clear();
    print();
    this.#draw();
  }

  /** Leaves the steps as they are now. */
  close(hasFailed: boolean): void {
    clearInterval(this.#timer);
    if (hasFailed) this.#steps = failed(this.#steps, this.#now());
    this.#draw();
    this.#update.done();
  }

  #draw(): void {
    if (this.#steps.length === 0) return;
    this.#update(formatSteps(this.#steps, this.#now(), this.#style).join("\n"));
  }
}

/** What the drawing needs of a stream. */
function terminalOf(stderr: OutputStream): NodeJS.WritableStream {
  const write = (text: string): boolean => {
    stderr.write(text);
    return true;
  };
  const terminal = {
    isTTY: stderr.isTerminal,
    get columns() {
      return stderr.size?.().columns;
    },
    get rows() {
      return stderr.size?.().rows;
    },
    write,
  };
  return terminal as unknown as NodeJS.WritableStream;
}
