import { enqueue, type Scheduler, scheduler } from "./scheduler.js";

/**
 * Promises as ECMAScript describes them (ECMA-262, section 27.2), on the kernel's job queue. The order of jobs is that
 * of the specification, so code runs in the same order as in Node.
 */

type State = "pending" | "fulfilled" | "rejected";

/** What a promise has come to, or not yet. */
export interface Outcome {
  readonly state: State;
  readonly result: unknown;
}

/** What happens once a promise has settled. */
export interface Reaction {
  fulfilled(value: unknown): void;
  rejected(reason: unknown): void;
  /** Whose job it is. Set where the promise is pending. */
  owner?: Scheduler;
}

interface Resolvers {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

type Executor = (resolve: (value?: unknown) => void, reject: (reason?: unknown) => void) => void;

/** What the kernel does to promises and code cannot: set in the class, which alone can see into them. */
export let isPromise: (value: unknown) => value is KernelPromise;
/** A promise that nothing settles but the kernel. */
export let pendingPromise: () => KernelPromise;
/** Settles a pending promise with a value, or with what the value's own promise comes to. */
export let resolvePromise: (promise: KernelPromise, value: unknown) => void;
export let rejectPromise: (promise: KernelPromise, reason: unknown) => void;
/** What `await` does: no promise is made for the continuation. */
export let whenSettled: (promise: KernelPromise, reaction: Reaction) => void;
/** Takes a promise's outcome upon itself: a rejection counts as handled. */
export let takeOutcome: (promise: KernelPromise) => Outcome;

/** What the kernel passes instead of an executor. */
const noExecutor: Executor = () => undefined;

/** The `Promise` of code in the database. */
export class KernelPromise {
  static {
    isPromise = (value): value is KernelPromise =>
      typeof value === "object" && value !== null && #state in value;
    pendingPromise = () => new KernelPromise(noExecutor);
    resolvePromise = (promise, value) => {
      promise.#resolve(value);
    };
    rejectPromise = (promise, reason) => {
      promise.#settle("rejected", reason);
    };
    whenSettled = (promise, reaction) => {
      promise.#react(reaction);
    };
    takeOutcome = (promise) => {
      if (promise.#state === "rejected" && !promise.#isHandled) {
        scheduler().rejections.remove(promise);
      }
      promise.#isHandled = true;
      return { state: promise.#state, result: promise.#result };
    };
  }

  #state: State = "pending";
  #result: unknown;
  /** Undefined as long as nobody waits. */
  #reactions: Reaction[] | undefined;
  #isHandled = false;

  constructor(executor: Executor) {
    if (typeof executor !== "function") {
      throw new TypeError("Promise resolver is not a function");
    }
    if (executor === noExecutor) return;
    const { resolve, reject } = this.#resolvers();
    try {
      executor(resolve, reject);
    } catch (error) {
      reject(error);
    }
  }

  static resolve(value?: unknown): KernelPromise {
    if (isPromise(value) && value.constructor === this) return value;
    if (this === KernelPromise) {
      const promise = pendingPromise();
      resolvePromise(promise, value);
      return promise;
    }
    return new this((resolve) => {
      resolve(value);
    });
  }

  static reject(reason?: unknown): KernelPromise {
    return new this((_resolve, reject) => {
      reject(reason);
    });
  }

  static all(values: Iterable<unknown>): KernelPromise {
    return collect(this, values, (slot, { fulfilled, rejected }) => [
      (value) => {
        fulfilled(slot, value);
      },
      rejected,
    ]);
  }

  static allSettled(values: Iterable<unknown>): KernelPromise {
    return collect(this, values, (slot, { fulfilled }) => [
      (value) => {
        fulfilled(slot, { status: "fulfilled", value });
      },
      (reason) => {
        fulfilled(slot, { status: "rejected", reason });
      },
    ]);
  }

  static any(values: Iterable<unknown>): KernelPromise {
    return new this((resolve, reject) => {
      const errors: unknown[] = [];
      let pending = 1;
      const settleOne = (): void => {
        pending -= 1;
        if (pending === 0) reject(new AggregateError(errors, "All promises were rejected"));
      };
      let slot = 0;
      for (const value of values) {
        const index = slot;
        slot += 1;
        pending += 1;
        errors[index] = undefined;
        this.resolve(value).then(
          resolve,
          once((error) => {
            errors[index] = error;
            settleOne();
          }),
        );
      }
      settleOne();
    });
  }

  static race(values: Iterable<unknown>): KernelPromise {
    return new this((resolve, reject) => {
      for (const value of values) this.resolve(value).then(resolve, reject);
    });
  }

  static get [Symbol.species](): typeof KernelPromise {
    return this;
  }

  then(onFulfilled?: unknown, onRejected?: unknown): KernelPromise {
    const { promise, resolve, reject } = capability(speciesOf(this));
    const handler = (callback: unknown, otherwise: (value: unknown) => void) => {
      if (typeof callback !== "function") return otherwise;
      const call = callback as (value: unknown) => unknown;
      return (value: unknown): void => {
        try {
          resolve(call(value));
        } catch (error) {
          reject(error);
        }
      };
    };
    this.#react({
      fulfilled: handler(onFulfilled, resolve),
      rejected: handler(onRejected, reject),
    });
    return promise;
  }

  catch(onRejected?: unknown): KernelPromise {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: unknown): KernelPromise {
    if (typeof onFinally !== "function") return this.then(onFinally, onFinally);
    const call = onFinally as () => unknown;
    const Constructor = speciesOf(this);
    return this.then(
      (value: unknown) => Constructor.resolve(call()).then(() => value),
      (reason: unknown) =>
        Constructor.resolve(call()).then(() => {
          throw reason;
        }),
    );
  }

  #resolvers(): Resolvers {
    let isResolved = false;
    const first = (settle: (value: unknown) => void) => (value?: unknown) => {
      if (isResolved) return;
      isResolved = true;
      settle(value);
    };
    return {
      resolve: first((value) => {
        this.#resolve(value);
      }),
      reject: first((reason) => {
        this.#settle("rejected", reason);
      }),
    };
  }

  #resolve(value: unknown): void {
    if (value === this) {
      this.#settle("rejected", new TypeError("Chaining cycle detected for promise #<Promise>"));
      return;
    }
    if ((typeof value !== "object" && typeof value !== "function") || value === null) {
      this.#settle("fulfilled", value);
      return;
    }
    let then: unknown;
    try {
      then = (value as { then?: unknown }).then;
    } catch (error) {
      this.#settle("rejected", error);
      return;
    }
    if (typeof then !== "function") {
      this.#settle("fulfilled", value);
      return;
    }
    const subscribe = then as (resolve: unknown, reject: unknown) => unknown;
    enqueue(() => {
      const { resolve, reject } = this.#resolvers();
      try {
        Reflect.apply(subscribe, value, [resolve, reject]);
      } catch (error) {
        reject(error);
      }
    });
  }

  #settle(state: "fulfilled" | "rejected", result: unknown): void {
    const reactions = this.#reactions;
    this.#reactions = undefined;
    this.#state = state;
    this.#result = result;
    if (state === "rejected" && !this.#isHandled) scheduler().rejections.add(this, result);
    if (reactions === undefined) return;
    for (let index = 0; index < reactions.length; index += 1) {
      const reaction = reactions[index];
      if (reaction) this.#schedule(reaction, reaction.owner);
    }
  }

  #react(reaction: Reaction): void {
    if (this.#state === "pending") {
      reaction.owner = scheduler();
      const reactions = (this.#reactions ??= []);
      reactions[reactions.length] = reaction;
    } else {
      if (this.#state === "rejected" && !this.#isHandled) scheduler().rejections.remove(this);
      this.#schedule(reaction);
    }
    this.#isHandled = true;
  }

  #schedule(reaction: Reaction, owner = scheduler()): void {
    owner.add(() => {
      if (this.#state === "fulfilled") reaction.fulfilled(this.#result);
      else reaction.rejected(this.#result);
    });
  }
}

Object.defineProperty(KernelPromise, "name", { value: "Promise" });
Object.defineProperty(KernelPromise.prototype, Symbol.toStringTag, { value: "Promise" });

function capability(
  Constructor: typeof KernelPromise,
): Resolvers & { readonly promise: KernelPromise } {
  let resolvers: Resolvers | undefined;
  const promise = new Constructor((resolve, reject) => {
    resolvers = { resolve, reject };
  });
  if (!resolvers) throw new TypeError("Promise resolve or reject function is not callable");
  return { promise, resolve: resolvers.resolve, reject: resolvers.reject };
}

function speciesOf(promise: KernelPromise): typeof KernelPromise {
  const constructor: unknown = promise.constructor;
  return typeof constructor === "function" && Symbol.species in constructor
    ? (constructor[Symbol.species] as typeof KernelPromise)
    : KernelPromise;
}

interface Collector {
  readonly fulfilled: (slot: number, value: unknown) => void;
  readonly rejected: (reason: unknown) => void;
}

/** `all` and `allSettled`: an array of what every promise came to. */
function collect(
  Constructor: typeof KernelPromise,
  values: Iterable<unknown>,
  reactions: (
    slot: number,
    collector: Collector,
  ) => readonly [(value: unknown) => void, (reason: unknown) => void],
): KernelPromise {
  return new Constructor((resolve, reject) => {
    const results: unknown[] = [];
    let pending = 1;
    const settleOne = (): void => {
      pending -= 1;
      if (pending === 0) resolve(results);
    };
    const collector: Collector = {
      fulfilled: (slot, value) => {
        results[slot] = value;
        settleOne();
      },
      rejected: reject,
    };
    let slot = 0;
    for (const value of values) {
      const [onFulfilled, onRejected] = reactions(slot, collector);
      results[slot] = undefined;
      pending += 1;
      slot += 1;
      Constructor.resolve(value).then(once(onFulfilled), once(onRejected));
    }
    settleOne();
  });
}

function once(run: (value: unknown) => void): (value: unknown) => void {
  let isDone = false;
  return (value) => {
    if (isDone) return;
    isDone = true;
    run(value);
  };
}
