import { KernelPromise } from "./promise.js";

type Body = Generator<unknown, unknown, unknown>;
type GeneratorFunction = (...args: unknown[]) => Body;
type Completion = "next" | "throw" | "return";

/**
 * What the compiler's lowering of async functions calls. The names and parameters are TypeScript's; the behaviour is
 * that of the specification, on the kernel's promises.
 */

/** An async function: a generator that yields what it awaits. */
export function __awaiter(
  self: unknown,
  args: ArrayLike<unknown> | undefined,
  _promise: unknown,
  generator: GeneratorFunction,
): KernelPromise {
  return new KernelPromise((resolve, reject) => {
    const body = Reflect.apply(generator, self, args ?? []) as Body;
    const step = (completion: "next" | "throw", value: unknown): void => {
      let result: IteratorResult<unknown, unknown>;
      try {
        result = completion === "next" ? body.next(value) : body.throw(value);
      } catch (error) {
        reject(error);
        return;
      }
      if (result.done) resolve(result.value);
      else settle(result.value, step, reject);
    };
    step("next", undefined);
  });
}

/** Goes on with a step when a value has settled, as `await` does. */
function settle(
  value: unknown,
  step: (completion: "next" | "throw", value: unknown) => void,
  reject: (reason: unknown) => void,
): void {
  let promise: KernelPromise;
  try {
    promise = KernelPromise.resolve(value);
  } catch (error) {
    reject(error);
    return;
  }
  KernelPromise.whenSettled(
    promise,
    (result) => {
      step("next", result);
    },
    (reason) => {
      step("throw", reason);
    },
  );
}

/** Marks, inside an async generator, what is awaited and not yielded. */
class Await {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** An awaited value inside an async generator. */
export function __await(value: unknown): Await {
  return new Await(value);
}

interface Request {
  readonly completion: Completion;
  readonly value: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

const asyncIteratorPrototype = {
  [Symbol.asyncIterator](): unknown {
    return this;
  },
};

/** An async generator: requests queue up, and the generator works on one at a time. */
export function __asyncGenerator(
  self: unknown,
  args: ArrayLike<unknown> | undefined,
  generator: GeneratorFunction,
): unknown {
  const body = Reflect.apply(generator, self, args ?? []) as Body;
  const requests: Request[] = [];
  let state: "start" | "running" | "done" = "start";

  const request = (completion: Completion) => (value?: unknown) =>
    new KernelPromise((resolve, reject) => {
      requests.push({ completion, value, resolve, reject });
      if (requests.length === 1) work();
    });

  const work = (): void => {
    const [first] = requests;
    if (!first) return;
    if (state === "start" && first.completion !== "next") state = "done";
    if (state !== "done") {
      state = "running";
      step(first.completion, first.value);
      return;
    }
    if (first.completion === "next") finish({ value: undefined, done: true });
    else if (first.completion === "throw") fail(first.value);
    else
      awaitThen(
        first.value,
        (value) => {
          finish({ value, done: true });
        },
        fail,
      );
  };
  const finish = (result: IteratorResult<unknown, unknown>): void => {
    requests.shift()?.resolve(result);
    work();
  };
  const fail = (reason: unknown): void => {
    requests.shift()?.reject(reason);
    work();
  };

  const step = (completion: Completion, value: unknown): void => {
    if (completion === "return") {
      // A `return(value)` awaits its value before the generator sees it.
      awaitThen(
        value,
        (settled) => {
          resume("return", settled);
        },
        (reason) => {
          resume("throw", reason);
        },
      );
      return;
    }
    resume(completion, value);
  };
  const resume = (completion: Completion, value: unknown): void => {
    let result: IteratorResult<unknown, unknown>;
    try {
      result = body[completion](value);
    } catch (error) {
      state = "done";
      fail(error);
      return;
    }
    if (result.done) {
      state = "done";
      finish({
        value: result.value instanceof Await ? result.value.value : result.value,
        done: true,
      });
      return;
    }
    if (result.value instanceof Await) {
      awaitThen(
        result.value.value,
        (settled) => {
          resume("next", settled);
        },
        (reason) => {
          resume("throw", reason);
        },
      );
      return;
    }
    finish({ value: result.value, done: false });
  };

  return Object.assign(Object.create(asyncIteratorPrototype) as object, {
    next: request("next"),
    throw: request("throw"),
    return: request("return"),
  });
}

function awaitThen(
  value: unknown,
  fulfilled: (value: unknown) => void,
  rejected: (reason: unknown) => void,
): void {
  let promise: KernelPromise;
  try {
    promise = KernelPromise.resolve(value);
  } catch (error) {
    rejected(error);
    return;
  }
  KernelPromise.whenSettled(promise, fulfilled, rejected);
}

interface AsyncSource {
  next(value?: unknown): unknown;
  throw?(reason: unknown): unknown;
  return?(value: unknown): unknown;
}

/** `yield*` inside an async generator: what the inner iterator gives is awaited, then yielded. */
export function __asyncDelegator(inner: AsyncSource): unknown {
  let isPending = false;
  const forward =
    (completion: Completion) =>
    (value: unknown): IteratorResult<unknown, unknown> => {
      if (isPending) {
        // The awaited result of the inner iterator comes back: hand it on.
        isPending = false;
        if (completion === "throw") throw value;
        return value as IteratorResult<unknown, unknown>;
      }
      if (!inner[completion]) {
        if (completion === "throw") throw value;
        return { value, done: true };
      }
      isPending = true;
      return { value: new Await(inner[completion](value)), done: false };
    };
  return {
    next: forward("next"),
    throw: forward("throw"),
    return: forward("return"),
    [Symbol.iterator](): unknown {
      return this;
    },
  };
}

/** What `for await` iterates: an async iterator, or a sync one whose values are awaited. */
export function __asyncValues(iterable: {
  [Symbol.asyncIterator]?: () => AsyncSource;
  [Symbol.iterator]?: () => AsyncSource;
}): AsyncSource {
  const asynchronous = iterable[Symbol.asyncIterator];
  if (asynchronous) return Reflect.apply(asynchronous, iterable, []);
  const synchronous = iterable[Symbol.iterator];
  if (!synchronous) throw new TypeError("value is not async iterable");
  const iterator = Reflect.apply(synchronous, iterable, []);
  const call =
    (completion: Completion) =>
    (value: unknown): KernelPromise =>
      new KernelPromise((resolve, reject) => {
        const result = iterator[completion]?.(value) as IteratorResult<unknown, unknown>;
        const { done } = result;
        awaitThen(
          result.value,
          (settled) => {
            resolve({ value: settled, done });
          },
          reject,
        );
      });
  return {
    next: call("next"),
    ...(iterator.throw ? { throw: call("throw") } : {}),
    ...(iterator.return ? { return: call("return") } : {}),
  };
}
