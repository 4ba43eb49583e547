import { describe, expect, it } from "vitest";
import { inlineImportMap } from "../../../src/core/imports/inline-import-map.js";
import { parseModule } from "../../../src/core/module-program.js";

function mapOf(source: string): [string, string][] {
  return [...inlineImportMap(parseModule(source, "ts"))];
}

describe("an inline import map", () => {
  it.each([
    `// plts-import-map: {"a": "b"}`,
    `//plts-import-map:{"a":"b"}`,
    `/* plts-import-map: {"a": "b"} */`,
    `/* plts-import-map:\n  {\n "a": "b"\n}\n*/ export {};`,
    `/** plts-import-map: {"a": "b"} */ export const x = 1;`,
    `export const x = [1, // plts-import-map: {"a": "b"}\n 2];`,
    `export const x = 1; // plts-import-map: {"a": "b"} and more }`,
    `const x = "plts-import-map: {}"; // plts-import-map: {"a": "b"}`,
    'const x = `plts-import-map: {} ${1}`; // plts-import-map: {"a": "b"}',
    `// plts-import-map: {"a": "b"}\n// plts-import-map: {"a": "c"}`,
  ])("is read from a comment: %j", (source) => {
    expect(mapOf(source)).toEqual([["a", "b"]]);
  });

  it("may have brackets, quotes and escapes in its strings", () => {
    expect(mapOf(String.raw`// plts-import-map: {"}{\"": "\\", "__proto__": "d"}`)).toEqual([
      [`}{"`, "\\"],
      ["__proto__", "d"],
    ]);
  });

  it.each([
    "export default () => 1;",
    "// plts-import-map:",
    "// plts-import-map: {",
    `// plts-import-map: {"a": "b"`,
    `// plts-import-map: {a: "b"}`,
    `// plts-import-map: {"a": "b",}`,
    `// plts-import-map: {"a": 1}`,
    `// plts-import-map: {"a": {"b": "c"}}`,
    `// plts-import-map: ["a"]`,
    `// plts-import-map: "abc"`,
    `// plts-import-map: x {"a": "b"}`,
    `export const x = 'plts-import-map: {"a": "b"}';`,
  ])("is none where there is no JSON object of strings (SG-M03): %j", (source) => {
    expect(mapOf(source)).toEqual([]);
  });
});
