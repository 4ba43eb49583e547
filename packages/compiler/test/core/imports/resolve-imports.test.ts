import { describe, expect, it } from "vitest";
import { compile, findings } from "../../compile.js";

const importable =
  'a module in the database can import "@stopgap/runtime", a package of plts.import_map, ' +
  '"@stopgap/<schema>/<function>", "plts+artifact:<hash>" and "data:text/javascript,..."';

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
    ["a static one", `import { a } from "../lodash"; export const b = a;`, "1:19", "../lodash"],
    ["one for its effect", `import "file:///lodash";`, "1:8", "file:///lodash"],
    ["one of types only", `import type { A } from "/zod";`, "1:24", "/zod"],
    ["one of a type in a type", `type A = import("npm:zod").A;`, "1:17", "npm:zod"],
    ["a re-export", `export { a } from "./a";`, "1:19", "./a"],
    ["a re-export of everything", `export * from "./a";`, "1:15", "./a"],
    ["a re-export of types", `export type { A } from "./a";`, "1:24", "./a"],
    ["a dynamic one", `const a = () => import("node:fs");`, "1:24", "node:fs"],
    ["a dynamic one with a template", "const a = () => import(`node:fs`);", "1:24", "node:fs"],
    ["require", `import a = require("node:fs"); export const b = a;`, "1:20", "node:fs"],
    [
      "a URL",
      `import a from "https://example.org/a.js"; export const b = a;`,
      "1:15",
      "https://example.org/a.js",
    ],
    ["nothing", `import a from ""; export const b = a;`, "1:15", ""],
    ["a folder", `import a from "."; export const b = a;`, "1:15", "."],
    [
      "half of a function's name",
      `import a from "@stopgap/app"; export const b = a;`,
      "1:15",
      "@stopgap/app",
    ],
    [
      "a path to the declarations",
      `import a from "/runtime/index.d.ts"; export const b = a;`,
      "1:15",
      "/runtime/index.d.ts",
    ],
    ["JSON", `import a from "./a.json"; export const b = a;`, "1:15", "./a.json"],
  ])("of anything else is refused by name: %s", (_name, source, position, specifier) => {
    const refusal = `${position} Cannot import "${specifier}": ${importable}.`;
    const checked = findings(`${source}\nexport default () => 1;`);
    expect(checked.filter((finding) => finding.startsWith(position))).toEqual([refusal]);
    // Without a check types lead nowhere.
    const isOfTypes = source.includes("type");
    expect(findings(source, { check: false, entry: false })).toEqual(isOfTypes ? [] : [refusal]);
  });

  it.each([
    `import { a } from "./a";`,
    `import { type A } from "./a"; export const b = {} as A;`,
    `import { A } from "./a"; export const b = (c: A): A => c;`,
    `import type A from "/a"; import("@stopgap/runtime") satisfies A;`,
  ])("that the code does not need may lead nowhere where types are not checked: %s", (source) => {
    const { diagnostics, imports, code } = compile(source, { check: false, entry: false });
    expect(diagnostics).toEqual([]);
    expect(imports).toEqual({});
    expect(code).not.toContain("/a");
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

  it.each(["lodash", "fs", "constructor", "__proto__", "@Stopgap/runtime", "#internal", "a/b.js"])(
    "of a package that nobody has added is refused, with what to do: %s (SG-M02)",
    (specifier) => {
      const source = `import a from "${specifier}"; export default () => a;`;
      const refusal =
        `1:15 Cannot import "${specifier}": no package of that name is in plts.import_map; ` +
        `add it with "stopgap vendor add ${specifier}", or say where it leads in a comment: ` +
        `// plts-import-map: {"${specifier}":"plts+artifact:sha256:..."}.`;
      expect(findings(source)).toEqual([refusal]);
      expect(findings(source, { check: false, entry: false })).toEqual([refusal]);
    },
  );

  it("of an artifact is refused without a hash, and when there is none (SG-M02)", () => {
    const refusals = ["plts+artifact:", "plts+artifact:/", "plts+artifact:sha256:0"].map(
      (specifier) => findings(`import a from "${specifier}"; export default () => a;`),
    );
    expect(refusals).toEqual([
      [`1:15 Cannot import "plts+artifact:": the artifact's hash is missing.`],
      [`1:15 Cannot import "plts+artifact:/": the artifact's hash is missing.`],
      [`1:15 Cannot import "plts+artifact:sha256:0": there is no artifact sha256:0.`],
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

  it("is refused where it stands, also behind what was put in for the check", () => {
    expect(findings(`export default (ctx) => [ctx, import("./a")];`)).toEqual([
      expect.stringContaining(`1:38 Cannot import "./a"`),
    ]);
  });
});
