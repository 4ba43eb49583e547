import { type AsyncSource, iteratorResult } from "./async-source.js";
import { awaitThen } from "./await-then.js";
import type { Completion } from "./lowered-generator.js";
import { KernelPromise } from "./promise.js";

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
          awaitThen(member, {
            fulfilled: (settled) => {
              resolve({ value: settled, done: done ?? false });
            },
            rejected: reject,
          });
        } else if (completion === "return") resolve({ value, done: true });
        else reject(value);
      });
  return { next: call("next"), throw: call("throw"), return: call("return") };
}
