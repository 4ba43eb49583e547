import { awaitThen } from "./await-then.js";
import { generatorPrototype, type LoweredBody, type LoweredFunction } from "./lowered-generator.js";
import { type KernelPromise, pendingPromise, rejectPromise, resolvePromise } from "./promise.js";

const { next: resume, throw: raise } = generatorPrototype;

/** An async function: a generator that yields what it awaits. */
export function __awaiter(
  self: unknown,
  args: ArrayLike<unknown> | undefined,
  _promise: unknown,
  generator: LoweredFunction,
): KernelPromise {
  const promise = pendingPromise();
  let body: LoweredBody;
  const step = (completion: "next" | "throw", value: unknown): void => {
    let result: IteratorResult<unknown, unknown>;
    try {
      result = Reflect.apply(completion === "next" ? resume : raise, body, [value]);
    } catch (error) {
      rejectPromise(promise, error);
      return;
    }
    if (result.done) resolvePromise(promise, result.value);
    else awaitThen(result.value, next, fail);
  };
  const next = (value: unknown): void => {
    step("next", value);
  };
  const fail = (reason: unknown): void => {
    step("throw", reason);
  };
  try {
    // Each call makes a generator function of its own. One of the engines takes long to set up another prototype for each.
    generator.prototype = generatorPrototype;
    body = Reflect.apply(generator, self, args ?? []) as LoweredBody;
  } catch (error) {
    // A default parameter can throw.
    rejectPromise(promise, error);
    return promise;
  }
  next(undefined);
  return promise;
}
