import type { SqlInput } from "@stopgap/runtime";
import { describe, expect, it } from "vitest";
import { readSqlInput } from "../../src/db/sql-input.js";

function read(input: unknown, params?: unknown) {
  return readSqlInput("query", input as SqlInput, params);
}

describe("the input of db.query", () => {
  it.each<[string, unknown, unknown, unknown[]]>([
    ["a text", "select 1", undefined, []],
    ["a text with parameters", "select 1", [1], [1]],
    ["an object", { sql: "select 1" }, undefined, []],
    ["an object with parameters", { sql: "select 1", params: [1] }, undefined, [1]],
    ["what has toSQL", { toSQL: () => ({ sql: "select 1", params: [1] }) }, undefined, [1]],
    ["what has compile", { compile: () => ({ sql: "select 1", parameters: [1] }) }, undefined, [1]],
    [
      "what has both",
      { sql: "x", toSQL: () => ({ sql: "select 1" }), compile: () => ({ sql: "y" }) },
      undefined,
      [],
    ],
  ])("may be %s", (_name, input, params, expected) => {
    expect(read(input, params)).toEqual({ sql: "select 1", params: expected });
  });

  it.each([
    { sql: "select 1", params: [1] },
    { toSQL: () => ({ sql: "select 1", params: [1] }) },
    { compile: () => ({ sql: "select 1", parameters: [1] }) },
  ])("has its own parameters, over which explicit ones win", (input) => {
    expect(read(input, [2]).params).toEqual([2]);
    expect(read(input, []).params).toEqual([]);
  });

  it("calls a builder's method on the builder", () => {
    const builder = {
      text: "select 1",
      toSQL() {
        return { sql: this.text };
      },
    };
    expect(read(builder).sql).toBe("select 1");
  });

  it.each([
    undefined,
    null,
    5,
    true,
    [],
    {},
    { sql: 5 },
    { toSQL: () => null },
    { toSQL: () => Promise.resolve({ sql: "" }) },
    () => "select 1",
  ])("is refused when it is anything else: case %#", (input) => {
    expect(() => readSqlInput("exec", input as SqlInput, undefined)).toThrow(
      new TypeError(
        "db.exec expects SQL input as string, { sql, params }, or object with toSQL() or compile()",
      ),
    );
  });

  it.each([5, "a", {}, new Set([1]), { length: 1 }])(
    "has parameters in an array: case %#",
    (params) => {
      expect(() => read("select 1", params)).toThrow(
        new TypeError("db.query params must be an array"),
      );
      expect(() => read({ sql: "select 1", params })).toThrow("db.query params must be an array");
    },
  );
});
