import { format } from "node:util";
import { describe, expect, it } from "vitest";
import { formatMessage } from "../../src/log/format.js";

const text = (...values: readonly unknown[]): string => formatMessage(values, () => undefined);

describe("the arguments of console", () => {
  it.each([
    [],
    ["plain"],
    ["100 %"],
    ["%s"],
    ["100%%"],
    ["100%% of %s", 5],
    ["%s and %s", "a", "b"],
    ["%s and %s", "a"],
    ["%s", "a", "b", 3],
    ["%d %i %f", "1.5", "1.5", "1.5"],
    ["%d %i", 5n, 6n],
    ["%d", {}],
    ["%d", "x"],
    ["%c red", "color: red"],
    ["%j", { a: 1 }],
    ["%x %s", 1],
    [1, 2, "a", true, null, undefined],
    [Symbol("s"), 5n],
    ["", "x"],
    ["%", "x"],
  ])("read as in Node: %#", (...values) => {
    expect(text(...values)).toBe(format(...values));
  });

  it("are JSON where they are objects, and say so where they have no such form", () => {
    expect(text("got", { a: [1, "x"], b: new Date(0) }, [1n])).toBe(
      'got {"a":[1,"x"],"b":"1970-01-01T00:00:00.000Z"} [1]',
    );
    expect(text(new TypeError("no"), () => 1)).toBe("TypeError: no [function]");
    expect(text({ a: Number.NaN })).toMatch(/^\[.*\$\.a is NaN, which has no JSON form\]$/);
    const unreadable = new Proxy(
      {},
      {
        get() {
          throw new Error("no");
        },
        getPrototypeOf() {
          throw new Error("no");
        },
      },
    );
    expect(text("x", unreadable)).toMatch(/^x \[.+\]$/);
  });
});
