import type { Trigger } from "@stopgap/runtime";
import { describe, expect, it } from "vitest";
import { triggerResultJson } from "../../src/shape/trigger-result.js";

const row = {
  n: 1.1,
  big: 9223372036854775807n,
  list: [1, { a: 1 }],
  text: "x",
  zero: -0,
  nothing: null,
};

function trigger(of: object): Trigger {
  return {
    name: "t",
    schema: "app",
    table: "item",
    args: [],
    when: "BEFORE",
    level: "ROW",
    op: "UPDATE",
    new: row,
    old: row,
    ...of,
  };
}

function json(result: unknown, of: object = {}): string | null {
  return triggerResultJson(result, trigger(of), () => undefined);
}

describe("what a trigger returns", () => {
  it("is only what changes", () => {
    expect(json({ ...row })).toBeNull();
    expect(json({ list: [1, { a: 1 }], big: BigInt("9223372036854775807") })).toBeNull();
    expect(json({ ...row, n: 1.2 })).toBe('{"n":1.2}');
    expect(json({ big: 9223372036854775806n, list: [1], nothing: 0, text: null })).toBe(
      '{"big":9223372036854775806,"list":[1],"nothing":0,"text":null}',
    );
    expect(json({ zero: 0 })).toBe('{"zero":0}');
    expect(json({ text: undefined })).toBeNull();
  });

  it("is null to skip the row, and nothing to leave it", () => {
    expect(json(null)).toBe("null");
    expect(json(undefined)).toBeNull();
    expect(json({})).toBeNull();
  });

  it("is not looked at where PostgreSQL does not either", () => {
    expect(json(7, { when: "AFTER" })).toBeNull();
    expect(json({ any: 1 }, { level: "STATEMENT", new: null, old: null })).toBeNull();
  });

  it("is a row of the table", () => {
    expect(() => json(7)).toThrow("$ is a number; a trigger returns the row");
    expect(() => json({ other: 1 })).toThrow('column "other"');
    expect(() => json({ n: NaN })).toThrow("$.n is NaN");
    expect(() => json({ n: 7 }, { op: "DELETE", new: null })).toThrow(
      'another "n"; a row that is deleted cannot be changed',
    );
    expect(json(row, { op: "DELETE", new: null })).toBeNull();
  });
});
