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
      else awaitThen(result.value, next, fail);
    };
    const next = (value: unknown): void => {
      step("next", value);
    };
    const fail = (reason: unknown): void => {
      step("throw", reason);
    };
    next(undefined);
  });
}

/** Marks, inside an async generator, what is awaited and not yielded. */
class Await {
  readonly value: unknown;
  /** How the generator goes on once the value has settled. */
  readonly completion: "next" | "return";

  constructor(value: unknown, completion: "next" | "return") {
    this.value = value;
    this.completion = completion;
  }
}

/** Marks what `yield*` came to: it has been awaited already, and goes on without another turn of the queue. */
class Delivered {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** An awaited value inside an async generator. */
export function __await(value: unknown): Await | Delivered {
  return value instanceof Delivered ? value : new Await(value, "next");
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
// Every async generator of every module has it.
Object.freeze(asyncIteratorPrototype[Symbol.asyncIterator]);
Object.freeze(asyncIteratorPrototype);

/** An async generator: requests queue up, and the generator works on one at a time. */
export function __asyncGenerator(
  self: unknown,
  args: ArrayLike<unknown> | undefined,
  generator: GeneratorFunction,
): unknown {
  const body = Reflect.apply(generator, self, args ?? []) as Body;
  const requests: Request[] = [];
  let state: "start" | "paused" | "busy" | "done" = "start";

  const request = (completion: Completion) => (value?: unknown) =>
    new KernelPromise((resolve, reject) => {
      requests.push({ completion, value, resolve, reject });
      work();
    });

  /** Takes requests until one has to wait. A loop, for there may be more of them than the stack is deep. */
  const work = (): void => {
    while (state !== "busy") {
      const [first] = requests;
      if (!first) return;
      if (state === "start" && first.completion !== "next") state = "done";
      if (state === "done") answer(first);
      else begin(first);
    }
  };
  const settleFirst = (settle: (first: Request) => void, then: "paused" | "done"): void => {
    const first = requests.shift();
    state = then;
    if (first) settle(first);
  };
  const finish = (result: IteratorResult<unknown, unknown>): void => {
    settleFirst(
      ({ resolve }) => {
        resolve(result);
      },
      result.done ? "done" : "paused",
    );
  };
  const fail = (reason: unknown): void => {
    settleFirst(({ reject }) => {
      reject(reason);
    }, "done");
  };

  /** What a generator that has ended says. */
  const answer = ({ completion, value }: Request): void => {
    if (completion === "next") finish({ value: undefined, done: true });
    else if (completion === "throw") fail(value);
    else {
      wait(
        value,
        (settled) => {
          finish({ value: settled, done: true });
        },
        fail,
      );
    }
  };
  /** A `return(value)` awaits its value before the generator sees it. */
  const begin = ({ completion, value }: Request): void => {
    if (completion === "return") waitAndResume(value, "return");
    else resume(completion, value);
  };
  const wait = (
    value: unknown,
    fulfilled: (value: unknown) => void,
    rejected: (reason: unknown) => void,
  ): void => {
    const andWork = (go: (value: unknown) => void) => (settled: unknown) => {
      go(settled);
      work();
    };
    state = "busy";
    awaitThen(value, andWork(fulfilled), andWork(rejected));
  };
  const waitAndResume = (value: unknown, completion: Completion): void => {
    wait(
      value,
      (settled) => {
        resume(completion, settled);
      },
      (reason) => {
        resume("throw", reason);
      },
    );
  };
  const resume = (completion: Completion, value: unknown): void => {
    state = "busy";
    let result: IteratorResult<unknown, unknown>;
    try {
      result = body[completion](value);
      while (!result.done && result.value instanceof Delivered) {
        result = body.next(result.value.value);
      }
    } catch (error) {
      fail(error);
      return;
    }
    if (!result.done && result.value instanceof Await) {
      waitAndResume(result.value.value, result.value.completion);
    } else {
      finish({ value: result.value, done: result.done ?? false });
    }
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
  throw?(reason?: unknown): unknown;
  return?(value?: unknown): unknown;
}

/**
 * `yield*` inside an async generator: a sync iterator, for the generator that the function has become. It hands out what
 * the inner iterator answers to be awaited, and is resumed with the answer.
 */
export function __asyncDelegator(inner: AsyncSource): unknown {
  const { next } = inner;
  let asked: Completion | "close" | undefined;

  const ask = (
    what: Completion | "close",
    answer: unknown,
    completion: "next" | "return",
  ): IteratorResult<unknown, unknown> => {
    asked = what;
    return { value: new Await(answer, completion), done: false };
  };
  /** The inner iterator has no such method. */
  const without = (completion: Completion, value: unknown): IteratorResult<unknown, unknown> => {
    if (completion === "return") return ask("return", { value, done: true }, "return");
    if (inner.return) return ask("close", inner.return(), "next");
    throw withoutThrow();
  };
  const forward =
    (completion: Completion) =>
    (value: unknown): IteratorResult<unknown, unknown> => {
      if (asked !== undefined) {
        const answered = asked;
        asked = undefined;
        if (completion === "throw") throw value;
        if (answered === "close") throw withoutThrow();
        return delivered(value, answered);
      }
      const method = completion === "next" ? next : inner[completion];
      return method
        ? ask(
            completion,
            Reflect.apply(method, inner, [value]),
            completion === "return" ? "return" : "next",
          )
        : without(completion, value);
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

/** The inner iterator's answer, as the outer generator goes on with it. */
function delivered(answer: unknown, asked: Completion): IteratorResult<unknown, unknown> {
  const { value, done } = iteratorResult(answer);
  if (!done) return { value, done: false };
  return { value: asked === "return" ? value : new Delivered(value), done: true };
}

function withoutThrow(): TypeError {
  return new TypeError("The iterator does not provide a 'throw' method.");
}

function iteratorResult(value: unknown): IteratorResult<unknown, unknown> {
  if ((typeof value === "object" && value !== null) || typeof value === "function") {
    return value as IteratorResult<unknown, unknown>;
  }
  throw new TypeError(`Iterator result ${String(value)} is not an object`);
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
  const { next } = iterator;
  const call =
    (completion: Completion) =>
    (value?: unknown): KernelPromise =>
      new KernelPromise((resolve, reject) => {
        const method = completion === "next" ? next : iterator[completion];
        if (method) {
          const { value: member, done } = iteratorResult(Reflect.apply(method, iterator, [value]));
          awaitThen(
            member,
            (settled) => {
              resolve({ value: settled, done: done ?? false });
            },
            reject,
          );
        } else if (completion === "return") resolve({ value, done: true });
        else reject(value);
      });
  return { next: call("next"), throw: call("throw"), return: call("return") };
}
