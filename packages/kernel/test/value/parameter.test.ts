import { describe, expect, it } from "vitest";
import { needsKind, parameterLiteral, type ParameterKind } from "../../src/value/parameter.js";

function literal(value: unknown, kind: ParameterKind = "other"): string {
  return parameterLiteral(value, kind, 1);
}

describe("a parameter's literal", () => {
  it.each<[unknown, string]>([
    [null, "null"],
    [undefined, "null"],
    ["", "''"],
    ["a'b", "'a''b'"],
    ["'; drop table t; --", "'''; drop table t; --'"],
    ["a\\b", " E'a\\\\b'"],
    ["\\'", " E'\\\\'''"],
    ["$1 $$", "'$1 $$'"],
    [5, "'5'"],
    [-5, "'-5'"],
    [-0, "'-0'"],
    [1.5, "'1.5'"],
    [1e21, "'1e+21'"],
    [0.1 + 0.2, "'0.30000000000000004'"],
    [Number.NaN, "'NaN'"],
    [Infinity, "'Infinity'"],
    [-Infinity, "'-Infinity'"],
    [2n ** 70n, "'1180591620717411303424'"],
    [-5n, "'-5'"],
    [true, "'true'"],
    [false, "'false'"],
    [new Date(Date.UTC(2026, 0, 31)), "'2026-01-31T00:00:00.000Z'"],
    [new Date("0001-01-01T00:00:00Z"), "'0001-01-01T00:00:00.000Z'"],
    [new Date("0000-06-01T00:00:00Z"), "'0001-06-01T00:00:00.000Z BC'"],
    [new Date("-000043-03-15T00:00:00Z"), "'0044-03-15T00:00:00.000Z BC'"],
    [new Date("+010000-01-01T00:00:00Z"), "'10000-01-01T00:00:00.000Z'"],
    [new Date(8.64e15), "'275760-09-13T00:00:00.000Z'"],
    [Uint8Array.of(0, 255), String.raw` E'\\x00ff'`],
    [[], "'{}'"],
    [[1, "a", null, undefined, true, 2n], `'{"1","a",NULL,NULL,"true","2"}'`],
    [["NULL", "", " ", "a,b", "{}"], `'{"NULL",""," ","a,b","{}"}'`],
    [['q"', "b\\", "it's"], String.raw` E'{"q\\"","b\\\\","it''s"}'`],
    [
      [
        [1, 2],
        [3, null],
      ],
      `'{{"1","2"},{"3",NULL}}'`,
    ],
    [[new Date(0)], `'{"1970-01-01T00:00:00.000Z"}'`],
    [[Uint8Array.of(1)], String.raw` E'{"\\\\x01"}'`],
    [[{ a: 'x"' }], String.raw` E'{"{\\"a\\":\\"x\\\\\\"\\"}"}'`],
    [{ a: 1n }, `'{"a":1}'`],
  ])("writes %#", (value, text) => {
    expect(literal(value)).toBe(text);
  });

  it.each<[unknown, string]>([
    [5, "'5'"],
    [-0, "'0'"],
    [true, "'true'"],
    [2n ** 70n, "'1180591620717411303424'"],
    ['{"a": 1}', `'{"a": 1}'`],
    [[1, [2, "a"], null, undefined], `'[1,[2,"a"],null,null]'`],
    [{ a: [9007199254740993n, { b: -1n }], c: undefined }, `'{"a":[9007199254740993,{"b":-1}]}'`],
    [{ a: "\u0001bigint:5", b: 1n }, String.raw` E'{"a":"\\u0001bigint:5","b":1}'`],
    [{ a: "#n5", b: 1n }, `'{"a":"#n5","b":1}'`],
    [{ a: "it's" }, `'{"a":"it''s"}'`],
    [new Date(0), `'"1970-01-01T00:00:00.000Z"'`],
    [{ at: new Date(0) }, `'{"at":"1970-01-01T00:00:00.000Z"}'`],
    [Uint8Array.of(1), String.raw` E'"\\\\x01"'`],
    [{ b: Uint8Array.of(1) }, String.raw` E'{"b":"\\\\x01"}'`],
    [[], "'[]'"],
  ])("writes %# for json", (value, text) => {
    expect(literal(value, "json")).toBe(text);
  });

  it.each<[string, unknown, ParameterKind, string]>([
    ["a function", () => 1, "other", "a function, which PostgreSQL has no value for"],
    ["a symbol", Symbol("a"), "other", "a symbol, which PostgreSQL has no value for"],
    ["an invalid Date", new Date(Number.NaN), "other", "an invalid Date"],
    ["U+0000", "a\0", "other", "a string with the character U+0000, which PostgreSQL cannot store"],
    [
      "half a pair",
      ["\ud800"],
      "array",
      "a string with half of a surrogate pair, which is no valid text",
    ],
    ["a function in an array", [() => 1], "array", "a function, which PostgreSQL has no value for"],
    ["a Map", new Map(), "json", "a Map, which has no JSON form"],
    ["a Map for another type", new Map(), "other", "a Map, which has no JSON form"],
  ])("cannot be made of %s", (_name, value, kind, problem) => {
    expect(() => parameterLiteral(value, kind, 3)).toThrow(`parameter $3 is ${problem}`);
  });

  it.each<[unknown, string]>([
    [{ a: [Number.NaN] }, "parameter $2 at .a[0] is NaN, which has no JSON form"],
    [[() => 1], "parameter $2 at [0] is a function, which has no JSON form"],
    [
      { "a b": "\0" },
      'parameter $2 at ["a b"] is a string with the character U+0000, which PostgreSQL cannot store',
    ],
  ])("names the place in JSON that cannot be: %#", (value, message) => {
    expect(() => parameterLiteral(value, "json", 2)).toThrow(message);
  });

  it("cannot be made of a cycle", () => {
    const value: unknown[] = [];
    value.push({ value });
    expect(() => literal(value, "json")).toThrow(
      "parameter $1 at [0].value is an object that contains itself",
    );
  });

  it("depends on the parameter's type for arrays and objects alone", () => {
    for (const value of [[], {}, new Map(), [1]]) expect(needsKind(value)).toBe(true);
    for (const value of [null, undefined, 1, "", 1n, true, new Date(), new Uint8Array()]) {
      expect(needsKind(value)).toBe(false);
    }
  });
});
