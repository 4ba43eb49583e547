import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { deepestImport } from "@stopgap/runtime/abi";
import { describe, expect, it } from "vitest";
import { ProjectFolder } from "./project-folder.js";
import { exportsOf } from "./run-bundle.js";

describe("what a project's modules import", () => {
  it("may lie outside of its folder: in a workspace, by paths and by imports of package.json", async () => {
    const project = new ProjectFolder(
      {
        "../../packages/money/package.json": `{"name": "@acme/money", "version": "1.0.0", "exports": {"source": "./src/index.ts", "default": "./dist/missing.js"}}`,
        "../../packages/money/src/index.ts": `import { round } from "./round.js"; export const money = (n: number) => round(n);`,
        "../../packages/money/src/round.ts": `export const round = Math.round;`,
        "package.json": `{"name": "shop", "version": "1.0.0", "imports": {"#internal/*": "./internal/*.ts"}}`,
        "tsconfig.json": `{"compilerOptions": {"paths": {"@/*": ["./lib/*"]}}}`,
        "internal/secret.ts": `export const secret = 1;`,
        "lib/deep/value.mts": `export const value = 2;`,
        "stopgap/a.ts": `import { money } from "@acme/money"; import { secret } from "#internal/secret";
          import { value } from "@/deep/value.mjs"; export const sum = () => money(1.4) + secret + value;`,
        "node_modules/.keep": "",
      },
      "apps/shop",
    );
    project.write({ "node_modules/@acme/.keep": "" });
    symlinkSync(
      join(project.root, "../../packages/money"),
      join(project.root, "node_modules/@acme/money"),
    );
    const bundle = await project.bundle(["a.ts"], project.bundler({ conditions: ["source"] }));
    expect(bundle.artifacts.map(({ file }) => file).sort()).toEqual([
      "../../packages/money/src/index.ts",
      "../../packages/money/src/round.ts",
      "internal/secret.ts",
      "lib/deep/value.mts",
      "stopgap/a.ts",
    ]);
    expect((exportsOf(bundle, project.entry("a.ts"))["sum"] as () => number)()).toBe(4);
  });

  it("is left out where only types need it, or nothing does", async () => {
    const project = new ProjectFolder({
      "tsconfig.json": `{"compilerOptions": {"verbatimModuleSyntax": true}}`,
      "stopgap/a.ts": `import type { T } from "./types"; import { type U, used } from "./used"; import { unused } from "./unused";
        import type { Kysely } from "not-installed"; type V = import("./v").V;
        export const a = (t: T, u: U, k: Kysely, v: V) => [used, t, u, k, v];`,
      "stopgap/types.ts": `export interface T {}`,
      "stopgap/used.ts": `export interface U {} export const used = 1;`,
      "stopgap/unused.ts": `throw new Error("unused");`,
      "stopgap/v.ts": `export interface V {}`,
    });
    const { artifacts } = await project.bundle(["a.ts"]);
    expect(artifacts.map(({ file }) => file)).toEqual(["stopgap/used.ts", "stopgap/a.ts"]);
  });

  it("is evaluated where it is imported for that alone, also from a package without side effects", async () => {
    const project = new ProjectFolder({
      "package.json": `{"name": "shop", "version": "1.0.0", "sideEffects": false}`,
      "stopgap/state.ts": `export const state: string[] = [];`,
      "stopgap/effect.ts": `import { state } from "./state"; state.push("evaluated");`,
      "stopgap/a.ts": `import "./effect"; import { state } from "./state"; export const a = state;`,
    });
    const bundle = await project.bundle(["a.ts"]);
    expect(exportsOf(bundle, project.entry("a.ts"))["a"]).toEqual(["evaluated"]);
  });

  it("may be JSON, and a module in a data: URL that imports in turn", async () => {
    const project = new ProjectFolder({
      "stopgap/a.json": `\uFEFF{"name": "json", "default": 1, "with-hyphen": 2, "class": 3, "__proto__": {"x": 1}}`,
      "stopgap/list.json": `[1, 2]`,
      "stopgap/b.ts": `export const b = "b";`,
      "stopgap/a.ts": `import all, { name, class as kind } from "./a.json"; import list from "./list.json" with { type: "json" };
        import { held } from "data:text/javascript,export { b as held } from './b.ts'";
        export const a = [name, kind, Object.keys(all), list, held];`,
    });
    const bundle = await project.bundle(["a.ts"]);
    expect(exportsOf(bundle, project.entry("a.ts"))["a"]).toEqual([
      "json",
      3,
      ["name", "default", "with-hyphen", "class", "__proto__"],
      [1, 2],
      "b",
    ]);
  });

  it("is refused by its place where there is none, or where it cannot be read", async () => {
    const project = new ProjectFolder({
      "stopgap/a.ts": `const ü = "ü"; export { x } from "./missing";\nimport "./broken";\nexport const y = 1;`,
      "stopgap/broken.ts": `export const = 1;`,
    });
    const found = await project.problems(["a.ts"]);
    expect(found.map(({ file, line, column, message }) => [file, line, column, message])).toEqual(
      expect.arrayContaining([
        [project.entry("a.ts"), 1, 34, `Cannot import "./missing": there is no such file.`],
        [project.entry("broken.ts"), 1, 14, expect.any(String)],
      ]),
    );
  });

  it("is refused with the names of all where more import one another in a row than can be loaded", async () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `stopgap/m${String(index)}.ts`,
          index + 1 < length
            ? `import { x } from "./m${String(index + 1)}"; export { x };`
            : `export const x = 1;`,
        ]),
      );
    const fits = new ProjectFolder(chain(deepestImport));
    expect((await fits.bundle(["m0.ts"])).artifacts).toHaveLength(deepestImport);
    const tooDeep = new ProjectFolder(chain(deepestImport + 1));
    const [problem] = await tooDeep.problems(["m0.ts"]);
    expect(problem?.message).toContain(
      `More than ${String(deepestImport)} modules import one another in a row: stopgap/m0.ts -> stopgap/m1.ts -> `,
    );
    expect(problem?.chain).toHaveLength(deepestImport + 1);
  });
});
