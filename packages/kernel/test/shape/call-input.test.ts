import { describe, expect, it } from "vitest";
import { callInput } from "../../src/shape/call-input.js";
import { parseShape, plainShape } from "../../src/shape/call-shape.js";

describe("the arguments of a call", () => {
  it("are one value where the function has no shape", () => {
    expect(callInput("[1]", plainShape)).toEqual({ args: [1], trigger: undefined });
    expect(callInput(null, plainShape).args).toBeNull();
  });

  it("are given by position and by name", () => {
    const shape = parseShape('{"names": ["a", null, "__proto__"]}');
    const args = callInput("[1, 9223372036854775807, {}]", shape).args as {
      positional: unknown[];
      named: object;
    };
    expect(args.positional).toEqual([1, 9223372036854775807n, {}]);
    expect(Object.entries(args.named)).toEqual([
      ["a", 1],
      ["__proto__", args.positional[2]],
    ]);
  });

  it("of a trigger are what the trigger was declared with, and its rows cannot be changed", () => {
    const shape = parseShape('{"returns": "trigger"}');
    const { args, trigger } = callInput(
      '{"new": {"a": [{"b": 1}]}, "old": null, "args": null}',
      shape,
    );
    expect(args).toEqual({ positional: [], named: {} });
    const inner = (trigger?.new as { a: [{ b: number }] }).a;
    expect([trigger, trigger?.new, inner, inner[0]].every(Object.isFrozen)).toBe(true);
  });

  it("of a trigger may be nested as deep as JSON goes", () => {
    const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
    const shape = parseShape('{"returns": "trigger"}');
    expect(callInput(`{"new": {"a": ${deep}}, "args": ["x"]}`, shape).args).toEqual({
      positional: ["x"],
      named: {},
    });
  });
});
