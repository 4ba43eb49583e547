import { Await, Delivered } from "./await-mark.js";
import { awaitThen } from "./await-then.js";
import type { Completion, LoweredBody, LoweredFunction } from "./lowered-generator.js";
import { KernelPromise } from "./promise.js";

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
  generator: LoweredFunction,
): unknown {
  const body = Reflect.apply(generator, self, args ?? []) as LoweredBody;
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
    awaitThen(value, { fulfilled: andWork(fulfilled), rejected: andWork(rejected) });
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
