import { awaitThen } from "./await-then.js";
import { generatorPrototype, type LoweredBody, type LoweredFunction } from "./lowered-generator.js";
import {
  type KernelPromise,
  pendingPromise,
  type Reaction,
  rejectPromise,
  resolvePromise,
} from "./promise.js";
import type { Scheduler } from "./scheduler.js";

/** An async function: a generator that yields what it awaits. */
export function __awaiter(
  self: unknown,
  args: ArrayLike<unknown> | undefined,
  _promise: unknown,
  generator: LoweredFunction,
): KernelPromise {
  const promise = pendingPromise();
  let body: LoweredBody;
  try {
    // Each call makes a generator function of its own. One of the engines takes long to set up another prototype for each.
    generator.prototype = generatorPrototype;
    body = Reflect.apply(generator, self, args ?? []) as LoweredBody;
  } catch (error) {
    // A default parameter can throw.
    rejectPromise(promise, error);
    return promise;
  }
  new AsyncCall(promise, body).fulfilled(undefined);
  return promise;
}

/**
 * One call of an async function, which goes on when what it awaits has settled. An object and no closures: those would refer to
 * each other, and the engine that counts references would find them only by looking through its whole memory now and then.
 */
class AsyncCall implements Reaction {
  owner?: Scheduler;
  readonly #promise: KernelPromise;
  readonly #body: LoweredBody;

  constructor(promise: KernelPromise, body: LoweredBody) {
    this.#promise = promise;
    this.#body = body;
  }

  fulfilled(value: unknown): void {
    this.#step("next", value);
  }

  rejected(reason: unknown): void {
    this.#step("throw", reason);
  }

  #step(completion: "next" | "throw", value: unknown): void {
    let result: IteratorResult<unknown, unknown>;
    try {
      result = this.#body[completion](value);
    } catch (error) {
      rejectPromise(this.#promise, error);
      return;
    }
    if (result.done) resolvePromise(this.#promise, result.value);
    else awaitThen(result.value, this);
  }
}
