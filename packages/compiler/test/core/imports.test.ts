import { describe, expect, it } from "vitest";
import { findings } from "../compile.js";

describe("an import", () => {
  it.each([
    `import { query } from "@stopgap/runtime";`,
    `import stopgap from "@stopgap/runtime";`,
    `import * as stopgap from "@stopgap/runtime";`,
    `import type { Context } from "@stopgap/runtime";`,
    `import { type Context, v } from "@stopgap/runtime";`,
    `import "@stopgap/runtime";`,
    `export { query } from "@stopgap/runtime";`,
    `export type { Context } from "@stopgap/runtime";`,
    `type C = import("@stopgap/runtime").Context;`,
    `const later = () => import("@stopgap/runtime");`,
  ])("of the runtime is allowed: %s", (source) => {
    expect(findings(`${source}\nexport default () => 1;`)).toEqual([]);
  });

  it.each([
    ["a static one", `import { a } from "lodash";`, "1:19", "lodash"],
    ["one for its effect", `import "lodash";`, "1:8", "lodash"],
    ["one of types only", `import type { A } from "zod";`, "1:24", "zod"],
    ["one of a type in a type", `type A = import("zod").A;`, "1:17", "zod"],
    ["a re-export", `export { a } from "./a";`, "1:19", "./a"],
    ["a re-export of everything", `export * from "./a";`, "1:15", "./a"],
    ["a re-export of types", `export type { A } from "./a";`, "1:24", "./a"],
    ["a dynamic one", `const a = () => import("fs");`, "1:24", "fs"],
    ["a dynamic one with a template", "const a = () => import(`fs`);", "1:24", "fs"],
    ["require", `import a = require("fs");`, "1:20", "fs"],
    ["a URL", `import a from "https://example.org/a.js";`, "1:15", "https://example.org/a.js"],
    [
      "a part of the runtime",
      `import { abi } from "@stopgap/runtime/abi";`,
      "1:21",
      "@stopgap/runtime/abi",
    ],
    ["a name of Object.prototype", `import a from "constructor";`, "1:15", "constructor"],
    ["another case", `import a from "@Stopgap/runtime";`, "1:15", "@Stopgap/runtime"],
    [
      "a path to the declarations",
      `import a from "/runtime/index.d.ts";`,
      "1:15",
      "/runtime/index.d.ts",
    ],
    ["JSON", `import a from "./a.json";`, "1:15", "./a.json"],
  ])("of anything else is refused by name: %s", (_name, source, position, specifier) => {
    const refusal = `${position} Cannot import "${specifier}": a module in the database can import "@stopgap/runtime".`;
    const checked = findings(`${source}\nexport default () => 1;`);
    expect(checked.filter((finding) => finding.startsWith(position))).toEqual([refusal]);
    expect(findings(source, { check: false, entry: false })).toEqual([refusal]);
  });

  it("of what is only known at run time is refused", () => {
    const refusal =
      "Cannot import what is only known when the code runs: write the specifier as a string.";
    expect(findings("export default async (ctx) => import(String(ctx.args));")).toEqual([
      `1:38 ${refusal}`,
    ]);
    expect(findings("const a = 1; export default () => import(`./${String(a)}`);")).toEqual([
      `1:42 ${refusal}`,
    ]);
  });

  it("is refused each time", () => {
    expect(
      findings(`import a from "a";\nimport b from "b";\nexport default () => [a, b];`),
    ).toEqual([
      expect.stringContaining(`1:15 Cannot import "a"`),
      expect.stringContaining(`2:15 Cannot import "b"`),
    ]);
  });
});
