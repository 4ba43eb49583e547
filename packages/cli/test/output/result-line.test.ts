import { expect, it } from "vitest";

import { resultLine } from "../../src/output/result-line.js";
import { plainStyle } from "../../src/output/style.js";

it("names every field, in order", () => {
  const fields = { env: "prod", id: 2, prune: false, all: true, label: null, gone: undefined };
  expect(resultLine("deployed", fields, plainStyle)).toBe(
    "deployed env=prod id=2 prune=off all=on label=none",
  );
});

it.each([
  ["two words", '"two words"'],
  ['a"b', '"a\\"b"'],
  ["", '""'],
  ["a\nb", "a\\x0ab"],
])("keeps %j one word", (value, shown) => {
  expect(resultLine("x", { value }, plainStyle)).toBe(`x value=${shown}`);
});
