import { describe, expect, it } from "vitest";
import { readJson } from "../../src/json/read-json.js";
import { UnsendableError, writeJson } from "../../src/json/write-json.js";

describe("reading JSON", () => {
  it.each([
    ["9007199254740991", 9007199254740991],
    ["-9007199254740991", -9007199254740991],
    ["9007199254740992", 9007199254740992n],
    ["9007199254740993", 9007199254740993n],
    ["-9223372036854775808", -9223372036854775808n],
    ["0.30000000000000004", 0.30000000000000004],
    ["12345678901234567890.5", Number("12345678901234567890.5")],
    ["1e400", Infinity],
    [
      '{"a":[1,{"b":123456789012345678901234567890}]}',
      { a: [1, { b: 123456789012345678901234567890n }] },
    ],
    ['"12345678901234567"', "12345678901234567"],
    ["null", null],
  ])("SG-X13 keeps every digit of the integers in %s", (text, value) => {
    expect(readJson(text)).toEqual(value);
  });

  it("takes no string for an integer, whatever it begins with", () => {
    const strings = [
      "#n1",
      "#s",
      "#s#n12345678901234567890",
      "#",
      "\\",
      '"#n1"',
      "12345678901234567890",
      "\u0001#n1",
    ];
    const text = `{"large":12345678901234567890,"strings":${JSON.stringify(strings)},"\\u0023n1":"\\u0023n1","#n2" : "#n2","12345678901234567890":1}`;
    expect(readJson(text)).toEqual({
      large: 12345678901234567890n,
      strings,
      "#n1": "#n1",
      "#n2": "#n2",
      "12345678901234567890": 1,
    });
  });

  it("makes a member called __proto__ one like any other", () => {
    const value = readJson('{"__proto__":{"a":12345678901234567890}}') as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.entries(value)).toEqual([["__proto__", { a: 12345678901234567890n }]]);
  });

  it("reads back what is written, for a thousand values made at random", () => {
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const leaves: readonly (() => unknown)[] = [
      () => random(1e9) - 5e8,
      () => random(1e9) / 7,
      () => BigInt(random(1e9)) ** 3n + 9007199254740993n,
      () => ["#n", "#s", '"', "\\", "é", "😀", "1234567890123456789"][random(7)],
      () => random(2) === 0,
      () => null,
    ];
    const value = (depth: number): unknown => {
      if (depth === 0 || random(3) === 0) return leaves[random(leaves.length)]?.();
      const items = Array.from({ length: random(4) }, () => value(depth - 1));
      return random(2) === 0
        ? items
        : Object.fromEntries(items.map((item, index) => [`#n${index}`, item]));
    };
    for (let round = 0; round < 1000; round += 1) {
      const made = value(4);
      expect(readJson(writeJson(made))).toEqual(made);
    }
  });
});

describe("writing JSON", () => {
  it("SG-X13 writes bigints as exact numbers, dates in ISO form and bytes as PostgreSQL does", () => {
    const date = new Date("2024-02-29T12:00:00.123Z");
    expect(writeJson({ n: 9223372036854775807n, date, bytes: new Uint8Array([0, 255]) })).toBe(
      '{"n":9223372036854775807,"date":"2024-02-29T12:00:00.123Z","bytes":"\\\\x00ff"}',
    );
    expect(writeJson(Buffer.from("a"))).toBe('"\\\\x61"');
  });

  it("leaves out members that are undefined, and writes null for elements that are", () => {
    const holes = new Array<number>(2);
    expect(writeJson({ a: undefined, b: [undefined, 1], holes })).toBe(
      '{"b":[null,1],"holes":[null,null]}',
    );
  });

  it("writes what toJSON returns, and boxed values as what they box", () => {
    const url = new URL("https://example.org/a");
    const boxed: unknown[] = [Object("a"), Object(1), Object(false), Object(2n)];
    expect(writeJson([url, ...boxed])).toBe('["https://example.org/a","a",1,false,2]');
  });

  it("writes what JSON.stringify writes, for what that writes exactly", () => {
    const value = { a: [1, -0, 1.5e300, "\n\u2028é", true, null, { "b c": {} }], 7: [] };
    expect(writeJson(value)).toBe(JSON.stringify(value));
  });

  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = [cyclic];
  let deep: unknown = 1;
  for (let level = 0; level < 1001; level += 1) deep = [deep];

  it.each<readonly [unknown, string, string]>([
    [{ a: [1, Number.NaN] }, "$.a[1]", "NaN, which has no JSON form"],
    [Infinity, "$", "Infinity, which has no JSON form"],
    [{ "a b": () => 1 }, '$["a b"]', "a function, which has no JSON form"],
    [[Symbol("a")], "$[0]", "a symbol, which has no JSON form"],
    [{ a: new Map() }, "$.a", "a Map, which has no JSON form"],
    [{ a: new Set() }, "$.a", "a Set, which has no JSON form"],
    [{ a: new Int32Array(1) }, "$.a", "a Int32Array, which has no JSON form"],
    [{ a: new ArrayBuffer(1) }, "$.a", "a ArrayBuffer, which has no JSON form"],
    [{ a: new Date(Number.NaN) }, "$.a", "an invalid Date"],
    [{ a: Promise.resolve(1) }, "$.a", "a promise that was not awaited"],
    [{ a: "x\0" }, "$.a", "a string with U+0000, which PostgreSQL cannot hold"],
    [{ a: "x\ud800" }, "$.a", "a string with half a surrogate pair"],
    [{ "\ud800": 1 }, '$["\\ud800"]', "a string with half a surrogate pair"],
    [cyclic, "$.self[0]", "an object that contains itself"],
    [deep, `$${"[0]".repeat(1000)}`, "nested more than 1000 levels deep"],
    [
      {
        b: Object.defineProperty({}, "a", {
          enumerable: true,
          get: () => {
            throw new Error("secret");
          },
        }),
      },
      "$.b.a",
      "a value that cannot be read",
    ],
    [
      {
        b: {
          toJSON: () => {
            throw new Error("secret");
          },
        },
      },
      "$.b",
      "a value that cannot be read",
    ],
  ])("refuses what JSON cannot hold, with its path (%#)", (value, path, problem) => {
    let error: unknown;
    try {
      writeJson(value);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UnsendableError);
    expect(error).toMatchObject({ path, problem, message: `${path} is ${problem}` });
  });

  it("writes the same object twice where it does not contain itself", () => {
    const shared = { a: 1 };
    expect(writeJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });
});
