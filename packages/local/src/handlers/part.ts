import { AsyncLocalStorage } from "node:async_hooks";
import type { DbMode } from "@stopgap/runtime";
import type { Connection, Savepoint } from "./connection.js";
import { KernelError, type Settings, whyPending } from "./kernel-rules.js";

/** Which part of a call the code that is running belongs to, through all that it waits for. */
const running = new AsyncLocalStorage<Part>();

/** What is checked at every look whether a call still gets on. */
const lookMs = 50;

/** After so many looks without a statement nothing is expected any more. Looks are counted, so that a breakpoint is one. */
const mostIdleLooks = 40;

/** What holds for a whole call, whatever runs in it. */
export interface CallRules {
  readonly mode: DbMode;
  readonly settings: Settings;
}

/**
 * A call, or a part of it that is all or nothing: a transaction, a batch, a function that may write. Its statements, and the
 * parts within it, follow one another in the order in which they were started; those of the code around it wait for its end.
 */
export class Part {
  readonly rules: CallRules;
  readonly #connection: Connection;
  readonly #outer: Part | undefined;
  /** What it is for; undefined for a whole call. */
  readonly #purpose: string | undefined;
  #last: Promise<unknown>;
  #giveUp: (error: Error) => void = () => undefined;
  #inner: Part | undefined;
  #hasEnded = false;

  private constructor(
    connection: Connection,
    rules: CallRules,
    start: Promise<unknown>,
    inner: { readonly outer?: Part; readonly purpose?: string } = {},
  ) {
    this.#connection = connection;
    this.rules = rules;
    this.#last = start;
    this.#outer = inner.outer;
    this.#purpose = inner.purpose;
  }

  /**
   * The part that the code which is running belongs to. What was left over by one that has ended goes to what is around it.
   *
   * @throws {KernelError} 55000 when the call has ended
   */
  static current(connection: Connection): Part {
    let part = running.getStore();
    while (part !== undefined && part.#hasEnded) part = part.#outer;
    if (part && part.#connection === connection) return part;
    throw new KernelError("55000", "a ctx was used after its call had ended", {
      hint: "Await everything that the handler has started.",
    });
  }

  /** Runs a whole call, until nothing of it is left. */
  static async call<T>(
    connection: Connection,
    rules: CallRules,
    run: () => T,
  ): Promise<Awaited<T>> {
    const call = new Part(connection, rules, Promise.resolve());
    const stopLooking = call.#look();
    try {
      return await call.#settled(running.run(call, () => promised(run)));
    } finally {
      stopLooking();
      call.#hasEnded = true;
    }
  }

  /** Does something with the connection when its turn comes. */
  add<T>(work: () => Promise<T>): Promise<T> {
    const done: Promise<T> = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /**
   * Runs a function as a part of this one. It begins at once; its statements wait until the savepoint is there.
   *
   * @returns what the function returns
   * @throws what the function throws; then everything that it did in the database has been undone
   */
  within<T>(purpose: string, run: () => T): Promise<Awaited<T>> {
    let open = (): void => undefined;
    const start = new Promise<void>((resolve) => {
      open = resolve;
    });
    const inner = new Part(this.#connection, this.rules, start, { outer: this, purpose });
    const result = running.run(inner, () => promised(run));
    // It is looked at when its turn comes.
    result.catch(() => undefined);
    return this.add(async (): Promise<Awaited<T>> => {
      try {
        const savepoint = await this.#connection.savepoint();
        this.#inner = inner;
        open();
        return await inner.#allOrNothing(savepoint, result);
      } finally {
        inner.#hasEnded = true;
        this.#inner = undefined;
        open();
      }
    });
  }

  async #allOrNothing<T>(savepoint: Savepoint, result: Promise<T>): Promise<T> {
    try {
      const value = await this.#settled(result);
      this.#connection.throwIfStopped();
      await savepoint.release();
      return value;
    } catch (error) {
      await savepoint.undo();
      throw error;
    }
  }

  /** What a function comes to, once all that it has started is done. */
  async #settled<T>(result: Promise<T>): Promise<T> {
    const stuck = new Promise<never>((_resolve, reject) => {
      this.#giveUp = reject;
    });
    try {
      return await Promise.race([result, stuck]);
    } finally {
      await this.#drained();
    }
  }

  async #drained(): Promise<void> {
    for (let last; last !== this.#last;) {
      last = this.#last;
      await last;
      // What goes on when the last statement is done may start another one.
      await new Promise(setImmediate);
    }
  }

  /** Ends what waits for ever: nothing runs in the database, and nothing has for a while. */
  #look(): () => void {
    let seen = this.#connection.count;
    let idle = 0;
    const timer = setInterval(() => {
      const { count, isBusy } = this.#connection;
      idle = isBusy || count !== seen ? 0 : idle + 1;
      seen = count;
      if (idle < mostIdleLooks) return;
      idle = 0;
      this.#innermost().#endWaiting();
    }, lookMs);
    return () => {
      clearInterval(timer);
    };
  }

  #innermost(): Part {
    return this.#inner === undefined ? this : this.#inner.#innermost();
  }

  #endWaiting(): void {
    this.#giveUp(new KernelError("P0001", whyPending(this.#purpose)));
  }
}

/** A promise of what a function returns or throws. */
export function promised<T>(run: () => T): Promise<Awaited<T>> {
  return new Promise((resolve) => {
    resolve(run() as Awaited<T>);
  });
}
