import { describe, expect, it } from "vitest";
import { randomOf } from "../lowered/async-program.js";
import { parseJson } from "../../src/value/parse-json.js";

const big = 12345678901234567890n;

describe("parseJson", () => {
  it.each<[string, unknown]>([
    ["1", 1],
    ["9007199254740991", 9007199254740991],
    ["-9007199254740991", -9007199254740991],
    ["9007199254740992", 9007199254740992n],
    ["9007199254740993", 9007199254740993n],
    ["-9007199254740993", -9007199254740993n],
    ["9223372036854775807", 9223372036854775807n],
    ["-9223372036854775808", -9223372036854775808n],
    ["1234567890123456", 1234567890123456],
    ["0.30000000000000004", 0.30000000000000004],
    ["12345678901234567890.5", Number("12345678901234567890.5")],
    ["0.1234567890123456789", Number("0.1234567890123456789")],
    ["1e21", 1e21],
    ["1234567890123456789e3", Number("1234567890123456789e3")],
    ["1.5E-7", 1.5e-7],
    [`1${"0".repeat(400)}`, 10n ** 400n],
    [String(big), big],
    [`[${String(big)}, -${String(big)}]`, [big, -big]],
    [`{"a": ${String(big)}, "b": [1, {"c": ${String(big)}}]}`, { a: big, b: [1, { c: big }] }],
    [`{"a":${String(big)}}`, { a: big }],
    [`["${String(big)}", ${String(big)}]`, [String(big), big]],
    [`{"${String(big)}": ${String(big)}}`, { [String(big)]: big }],
    [`{"${String(big)}" : 1, "x": "y"}`, { [String(big)]: 1, x: "y" }],
    [`["a \\" ${String(big)}, ", ${String(big)}]`, [`a " ${String(big)}, `, big]],
    [`["\\\\", ${String(big)}]`, ["\\", big]],
    [`["\\\\\\"", ${String(big)}, "\\""]`, ['\\"', big, '"']],
    [`["a:b", ":", "", ${String(big)}]`, ["a:b", ":", "", big]],
    ["null", null],
    ['""', ""],
  ])("reads %s", (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each(["#", "#n5", "#s", "#sx", "#nx", "##n5", "bigint:5", "\u0001bigint:5", "#n"])(
    "leaves a string alone that looks like a mark: %j",
    (text) => {
      const value = { [text]: text, list: [text, { [text]: [text] }], n: big };
      const json = JSON.stringify({ ...value, n: 0 }).replace('"n":0', `"n":${String(big)}`);
      expect(parseJson(json)).toEqual(value);
    },
  );

  it("leaves one alone whose escapes hide it, as the type json keeps them", () => {
    expect(parseJson(`["\\u0023n5", "\\u0023nx", "\\n", "\\u0023s", ${String(big)}]`)).toEqual([
      "#n5",
      "#nx",
      "\n",
      "#s",
      big,
    ]);
    expect(parseJson(`{"\\u0023n5": 1, "#n6": 2, "b": ${String(big)}}`)).toEqual({
      "#n5": 1,
      "#n6": 2,
      b: big,
    });
  });

  it("keeps __proto__ a key like any other", () => {
    for (const n of ["1", String(big)]) {
      const value = parseJson(`{"__proto__": {"admin": ${n}}}`) as object;
      expect(Object.keys(value)).toEqual(["__proto__"]);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });

  it("reads very long strings beside long integers", () => {
    const long = "x".repeat(20_000_000);
    expect(parseJson(`["${long}", ${String(big)}]`)).toEqual([long, big]);
  });

  it("refuses what is no JSON", () => {
    for (const text of ["", "{", `{"a" ${String(big)}}`, `[${String(big)},]`, `"${String(big)}`]) {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    }
  });

  it("gives back what was written, whatever it was", () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const value = randomValue(randomOf(seed), 4);
      expect(parseJson(write(value))).toEqual(value);
    }
  });
});

function randomValue(random: (below: number) => number, depth: number): unknown {
  const text = () =>
    ["#", "n", "s", '"', "\\", "1234567890123456789", ":", "é", "\n"][random(9)] ?? "";
  const kinds = depth > 0 ? 8 : 6;
  switch (random(kinds)) {
    case 0:
      return random(1000) - 500;
    case 1:
      return 2n ** 53n + BigInt(random(1_000_000));
    case 2:
      return -(10n ** BigInt(17 + random(20))) - BigInt(random(1000));
    case 3:
      return random(1_000_000) / 7919;
    case 4:
      return text() + text() + text();
    case 5:
      return [true, false, null][random(3)];
    case 6:
      return Array.from({ length: random(5) }, () => randomValue(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random(5) }, () => [text() + text(), randomValue(random, depth - 1)]),
      );
  }
}

function write(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(write).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${write(member)}`,
  );
  return `{${members.join(", ")}}`;
}
