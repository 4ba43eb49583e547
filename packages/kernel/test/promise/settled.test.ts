import { describe, expect, it } from "vitest";
import { KernelPromise } from "../../src/promise/promise.js";
import { scheduler, withScheduler } from "../../src/promise/scheduler.js";
import { settled } from "../../src/promise/settled.js";
import { runLowered } from "../lowered/load-lowered.js";

function settle(make: () => unknown): unknown {
  return withScheduler(() => settled(make()));
}

describe("what a handler's result comes to", () => {
  it("is the value itself, or what its promise or thenable is fulfilled with", () => {
    expect(settle(() => 5)).toBe(5);
    expect(settle(() => KernelPromise.resolve(KernelPromise.resolve(6)))).toBe(6);
    const thenable = Object.fromEntries([
      [
        "then",
        (resolve: (value: number) => void) => {
          resolve(7);
        },
      ],
    ]);
    expect(settle(() => thenable)).toBe(7);
  });

  it("is thrown when it is rejected, whatever the reason", () => {
    for (const reason of [new Error("no"), undefined, null, 0]) {
      let caught: unknown = "nothing";
      try {
        settle(() => KernelPromise.reject(reason));
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(reason);
    }
  });

  it("is an error when it never settles", () => {
    const never = () => new KernelPromise(() => undefined);
    expect(() => settle(never)).toThrow("handler promise never settles");
    expect(() => settle(() => KernelPromise.all([1, never()]))).toThrow(
      "handler promise never settles",
    );
    expect(() => settle(() => KernelPromise.race([]))).toThrow("handler promise never settles");
  });

  it("is an error when somebody forgot a rejection, unless it was handled in the end", () => {
    const lost = new Error("lost");
    expect(() => settle(() => [KernelPromise.reject(lost), 5].at(1))).toThrow(lost);
    const late = () => {
      const promise = KernelPromise.reject(lost);
      return KernelPromise.resolve().then(() => promise.catch(() => 8));
    };
    expect(settle(late)).toBe(8);
  });

  it("leaves the jobs of the call around it alone", () => {
    const seen: string[] = [];
    settle(() => {
      void KernelPromise.resolve().then(() => seen.push("outer"));
      settle(() => KernelPromise.resolve().then(() => seen.push("inner")));
      seen.push("between");
      expect(scheduler().rejections.first).toBeUndefined();
    });
    expect(seen).toEqual(["inner", "between", "outer"]);
  });

  it("comes after any number of jobs and of requests to a generator", () => {
    expect(
      runLowered(`export default async () => {
        let sum = 0;
        for (let i = 0; i < 300_000; i++) sum += await i;
        async function* twice() { yield 1; yield 2; }
        const g = twice();
        const all = await Promise.all(Array.from({ length: 50_000 }, () => g.next()));
        return [sum, all.filter(({ done }) => !done).length, all.length];
      };`),
    ).toEqual([44999850000, 2, 50000]);
  });
});
