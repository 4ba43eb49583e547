import { type AsyncSource, iteratorResult } from "./async-source.js";
import { Await, Delivered } from "./await-mark.js";
import type { Completion } from "./lowered-generator.js";

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
