import { describe, expect, it } from "vitest";
import { LineRanges } from "../../src/module/line-ranges.js";

describe("line ranges", () => {
  it("tell every line of every module, and no other", () => {
    const ranges = new LineRanges();
    const modules = ["a", "b\nb", "", "d\nd\nd\n"].map((code, index) => ({
      hash: `m${String(index)}`,
      lines: code.split("\n").length,
      before: ranges.take(`m${String(index)}`, code),
    }));
    for (const { hash, lines, before } of modules) {
      for (let line = 1; line <= lines; line += 1) {
        expect(ranges.find(before + line)).toEqual({ hash, line });
      }
      expect(ranges.find(before)).toBeUndefined();
    }
    expect(ranges.find(0)).toBeUndefined();
    expect(ranges.find(1)).toBeUndefined();
    expect(ranges.find(1_000_000)).toBeUndefined();
    expect(ranges.find(Number.NaN)).toBeUndefined();
  });

  it("begin anew", () => {
    const ranges = new LineRanges();
    const first = ranges.take("a", "x");
    ranges.clear();
    expect(ranges.find(first + 1)).toBeUndefined();
    expect(ranges.take("b", "x")).toBe(first);
  });
});
