import { describe, expect, it } from "vitest";
import { parseShape } from "../../src/shape/call-shape.js";
import { typedResultJson } from "../../src/shape/typed-result.js";

const columns = { a: null, b: null };

function json(returns: string, result: unknown): string | null {
  const shape = parseShape(
    JSON.stringify({ returns, ...(returns.startsWith("row") ? { columns } : {}) }),
  );
  return typedResultJson(result, shape, () => undefined);
}

describe("a typed result", () => {
  it("is wrapped where PostgreSQL builds a value from it", () => {
    expect(json("value", [1])).toBe('{"value":[1]}');
    expect(json("value", null)).toBe('{"value":null}');
    expect(json("values", [1, undefined, 2n])).toBe('[{"value":1},{},{"value":2}]');
    expect(json("values", null)).toBe("[]");
  });

  it("is a row, or rows, with the columns that there are", () => {
    expect(json("row", { a: 1, c: undefined })).toBe('{"a":1}');
    expect(json("row", undefined)).toBeNull();
    expect(json("rows", [{ b: 1 }, { toJSON: () => ({ a: 2 }) }])).toBe('[{"b":1},{"a":2}]');
    expect(json("rows", undefined)).toBe("[]");
  });

  it("tells where it is wrong, in terms of what the handler returned", () => {
    expect(() => json("value", { x: NaN })).toThrow("returned: $.x is NaN");
    expect(() => json("values", [1, [Infinity]])).toThrow("returned: $[1][0] is Infinity");
    expect(() => json("values", 1)).toThrow("$ is a number; a function that returns a set");
    expect(() => json("rows", [{ a: 1 }, [1]])).toThrow("$[1] is an array; a row is an object");
    expect(() => json("rows", [undefined, { a: 1 }])).toThrow("$[0] is nothing");
    expect(() => json("row", { z: 1 })).toThrow('$ is a row with a column "z"');
  });

  it("can be stopped while a set without end is written", () => {
    const endless = new Proxy([], { get: (_, key) => (key === "length" ? 2 ** 53 : 1) });
    let asked = 0;
    expect(() =>
      typedResultJson(endless, parseShape('{"returns": "values"}'), () => {
        asked += 1;
        if (asked === 3) throw new Error("stopped");
      }),
    ).toThrow("stopped");
  });
});
