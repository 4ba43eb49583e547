import { describe, expect, it } from "vitest";
import { ResultError, resultJson } from "../../src/value/result-json.js";

function json(value: unknown): string | null {
  return resultJson(value, () => undefined);
}

function refusal(value: unknown): string {
  try {
    json(value);
  } catch (error) {
    if (!(error instanceof ResultError)) throw error;
    expect(error.message).toBe(
      `stopgap result cannot be returned: ${error.path} is ${error.problem}`,
    );
    return `${error.path} is ${error.problem}`;
  }
  throw new Error("the value was returned");
}

function nested(levels: number, innermost: unknown = []): unknown {
  let value = innermost;
  for (let level = 1; level < levels; level += 1) value = level % 2 ? [value] : { a: value };
  return value;
}

class Money {
  readonly amount = 5n;
  readonly #currency = "EUR";
  get currency(): string {
    return this.#currency;
  }
}

describe("a result", () => {
  it("is SQL NULL when it is undefined or null", () => {
    expect(json(undefined)).toBeNull();
    expect(json(null)).toBeNull();
  });

  it.each<[string, unknown, string]>([
    ["zero", 0, "0"],
    ["negative zero", -0, "0"],
    ["negative zero beside a bigint", [-0, 1n], "[0,1]"],
    ["false", false, "false"],
    ["an empty string", "", '""'],
    ["an empty array", [], "[]"],
    ["an empty object", {}, "{}"],
    ["every digit of a double", 0.1 + 0.2, "0.30000000000000004"],
    ["the largest safe integer", 9007199254740991, "9007199254740991"],
    ["a very large double", 1e300, "1e+300"],
    ["a bigint", 9223372036854775807n, "9223372036854775807"],
    ["a bigint inside", { a: [-(2n ** 70n)] }, '{"a":[-1180591620717411303424]}'],
    ["a Date", new Date(Date.UTC(2026, 0, 31, 1, 2, 3, 4)), '"2026-01-31T01:02:03.004Z"'],
    ["a Date inside", { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ["a Date before year 0", new Date(-1e14), '"-001199-02-15T14:13:20.000Z"'],
    ["bytes", Uint8Array.of(0, 15, 255), String.raw`"\\x000fff"`],
    ["a Buffer", Buffer.from("hi"), String.raw`"\\x6869"`],
    ["no bytes", new Uint8Array(), String.raw`"\\x"`],
    ["undefined members, which are left out", { a: undefined, b: 1 }, '{"b":1}'],
    ["undefined members beside a bigint", { a: undefined, b: 1n, c: undefined }, '{"b":1}'],
    ["undefined elements", [undefined, 1], "[null,1]"],
    ["undefined elements beside a bigint", [undefined, 1n], "[null,1]"],
    ["holes", Array(3), "[null,null,null]"],
    ["holes beside a bigint", Object.assign(Array(3), { 1: 1n }), "[null,1,null]"],
    [
      "an object without prototype",
      Object.assign(Object.create(null) as object, { a: 1 }),
      '{"a":1}',
    ],
    ["a class instance, by its own properties", new Money(), '{"amount":5}'],
    ["inherited properties, which are not there", Object.create({ a: 1 }), "{}"],
    ["what toJSON returns", { toJSON: () => ({ a: 1n }) }, '{"a":1}'],
    ["what toJSON returns, undefined", { a: { toJSON: () => undefined } }, '{"a":null}'],
    ["an object that toJSON returns itself", withOwnToJson(), '{"a":1}'],
    [
      "what toJSON returns, not converted again",
      { toJSON: () => ({ a: 1, toJSON: 5 }) },
      '{"a":1,"toJSON":5}',
    ],
    ["boxed primitives", [Object("s"), Object(5), Object(true), Object(6n)], '["s",5,true,6]'],
    [
      "a getter",
      {
        get a() {
          return 1;
        },
      },
      '{"a":1}',
    ],
    ["a Proxy", new Proxy({ a: 1 }, {}), '{"a":1}'],
    ["a Proxy of an array", new Proxy([1, 2n], {}), "[1,2]"],
    ["symbol keys, which are left out", { [Symbol("a")]: 1 }, "{}"],
    ["keys that need escapes", { 'a"\\\n': 1n }, String.raw`{"a\"\\\n":1}`],
    [
      "a text that only looks like U+0000",
      String.raw`\u0000 \ud800`,
      String.raw`"\\u0000 \\ud800"`,
    ],
    ["a whole surrogate pair", "😀", '"😀"'],
    ["control characters", "\u0001\u001f\u007f", '"\\u0001\\u001f\u007f"'],
    ["the same object twice", twice({ a: 1 }), '[{"a":1},{"a":1}]'],
    ["the same object twice, beside a bigint", twice({ a: 1n }), '[{"a":1},{"a":1}]'],
    ["__proto__ as a key", JSON.parse('{"__proto__": 1}'), '{"__proto__":1}'],
    ["a RegExp, which has no properties", /a/, "{}"],
  ])("may be %s", (_name, value, text) => {
    expect(json(value)).toBe(text);
  });

  it.each<[string, unknown, string]>([
    ["NaN", Number.NaN, "$ is NaN, which has no JSON form"],
    ["Infinity", { a: [1, Infinity] }, "$.a[1] is Infinity, which has no JSON form"],
    ["-Infinity", { a: { b: -Infinity } }, "$.a.b is -Infinity, which has no JSON form"],
    ["a function", { f: () => 1 }, "$.f is a function, which has no JSON form"],
    ["a function itself", () => 1, "$ is a function, which has no JSON form"],
    ["a symbol", [Symbol("x")], "$[0] is a symbol, which has no JSON form"],
    ["a Map", { "a b": new Map() }, '$["a b"] is a Map, which has no JSON form'],
    ["a Set", [[new Set()]], "$[0][0] is a Set, which has no JSON form"],
    ["a typed array", { a: new Int8Array(1) }, "$.a is a Int8Array, which has no JSON form"],
    [
      "a clamped array",
      new Uint8ClampedArray(1),
      "$ is a Uint8ClampedArray, which has no JSON form",
    ],
    ["a bigint array", new BigInt64Array(1), "$ is a BigInt64Array, which has no JSON form"],
    ["a DataView", new DataView(new ArrayBuffer(1)), "$ is a DataView, which has no JSON form"],
    [
      "a Map that denies it",
      Object.assign(new Map(), { constructor: undefined }),
      "$ is a Map, which has no JSON form",
    ],
    ["an invalid Date", { at: new Date(Number.NaN) }, "$.at is an invalid Date"],
    [
      "U+0000",
      { a: "b\0c" },
      "$.a is a string with the character U+0000, which PostgreSQL cannot store",
    ],
    [
      "half a surrogate pair",
      ["\ud83d"],
      "$[0] is a string with half of a surrogate pair, which is no valid text",
    ],
    [
      "the other half",
      "a\ude00b",
      "$ is a string with half of a surrogate pair, which is no valid text",
    ],
    [
      "U+0000 in a key",
      { "a\0": 1 },
      String.raw`$["a\u0000"] is a string with the character U+0000, which PostgreSQL cannot store`,
    ],
    [
      "half a pair in a key",
      [{ "\ud800": 1 }],
      String.raw`$[0]["\ud800"] is a string with half of a surrogate pair, which is no valid text`,
    ],
    ["a cycle", cyclic(), "$.list[0].self is an object that contains itself"],
    ["a cycle of arrays", cyclicArray(), "$[0] is an object that contains itself"],
    [
      "a throwing getter",
      {
        a: {
          get b() {
            throw new Error("no");
          },
        },
      },
      "$.a.b is a value that cannot be read: Error: no",
    ],
    [
      "a throwing element",
      [
        Object.defineProperty([], "0", {
          enumerable: true,
          get() {
            throw new Error("no");
          },
        }),
      ],
      "$[0][0] is a value that cannot be read: Error: no",
    ],
    [
      "a getter that throws nothing that can be shown",
      {
        get a() {
          throw Object.create(null);
        },
      },
      "$.a is a value that cannot be read: what was thrown cannot be shown",
    ],
    [
      "a throwing toJSON",
      {
        a: {
          toJSON() {
            throw new Error("no");
          },
        },
      },
      "$.a is a value that cannot be read: Error: no",
    ],
    [
      "toJSON that returns what cannot be",
      { a: { toJSON: () => Number.NaN } },
      "$.a is NaN, which has no JSON form",
    ],
    [
      "a Proxy whose keys throw",
      {
        a: new Proxy(
          {},
          {
            ownKeys() {
              throw new Error("no");
            },
          },
        ),
      },
      "$.a is a value that cannot be read: Error: no",
    ],
    [
      "a Proxy that throws on everything",
      [throwingProxy()],
      "$[0] is a value that cannot be read: Error: get",
    ],
    [
      "a pretended Date",
      { a: Object.create(Date.prototype) as unknown },
      "$.a is a value that cannot be read: TypeError: this is not a Date object.",
    ],
    ["a boxed NaN", [Object(Number.NaN)], "$[0] is NaN, which has no JSON form"],
  ])("may not be %s", (_name, value, message) => {
    expect(refusal(value)).toBe(message);
  });

  it("may not be a Proxy that has been revoked", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(refusal({ a: proxy })).toMatch(/^\$\.a is a value that cannot be read: TypeError/);
  });

  it("may have a thousand levels, and not one more", () => {
    const text = json(nested(1000)) ?? "";
    expect(JSON.parse(text)).toEqual(nested(1000));
    expect(json(nested(999, [1n]))).toContain("1");
    expect(refusal(nested(1001))).toMatch(/ is nested more than 1000 levels deep$/);
    expect(refusal(nested(1001, [1n]))).toMatch(/ is nested more than 1000 levels deep$/);
    expect(refusal(nested(200_000))).toMatch(/ is nested more than 1000 levels deep$/);
  });

  it("may have no end of levels that are made up as they are read", () => {
    const endless = (): object =>
      new Proxy(
        {},
        {
          ownKeys: () => ["a"],
          getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
          get: (_target, key) => (key === "a" ? endless() : undefined),
        },
      );
    expect(refusal(endless())).toMatch(/ is nested more than 1000 levels deep$/);
    const converting = (): object => ({ toJSON: () => converting() });
    expect(() => json(converting())).not.toThrow(RangeError);
  });

  it("can be interrupted while it is written, however much there is to write", () => {
    let value: unknown = 1;
    for (let level = 0; level < 60; level += 1) value = [value, value];
    const stop = new Error("stopped");
    let asked = 0;
    const check = (): void => {
      asked += 1;
      if (asked > 50) throw stop;
    };
    expect(() => resultJson(value, check)).toThrow();
    expect(() => resultJson([1n, value], check)).toThrow();
  });

  it("is written as JSON.stringify writes it where that is exact", () => {
    const value = { a: [1, "x", null, true, { b: [] }], "c d": "é\u2028", e: -1.5e-9 };
    expect(json(value)).toBe(JSON.stringify(value));
    expect(json([value, 1n])).toBe(`[${JSON.stringify(value)},1]`);
  });
});

function twice(value: unknown): unknown[] {
  return [value, value];
}

function cyclic(): object {
  const value: { list: object[] } = { list: [] };
  const inner = { self: value };
  value.list.push(inner);
  return value;
}

function cyclicArray(): unknown[] {
  const value: unknown[] = [];
  value.push(value);
  return value;
}

function withOwnToJson(): object {
  const value = { a: 1 };
  Object.defineProperty(value, "toJSON", { value: () => value });
  return value;
}

function throwingProxy(): object {
  const refuse = (what: string) => () => {
    throw new Error(what);
  };
  return new Proxy({}, { get: refuse("get"), getPrototypeOf: () => null, ownKeys: refuse("keys") });
}
