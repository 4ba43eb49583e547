import { BundleError } from "@stopgap/compiler/project";
import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stopgapDatabase } from "../../db/database.js";
import { DeployedProject } from "./deployed-project.js";
import { expectedRefusal, expectedValue, importableInProject, importRows } from "./import-rows.js";

let database: TestDatabase;
let project: DeployedProject;
let hash: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  const { rows } = await database.client.query<{ hash: string }>(
    "select plts.compile_and_store('export const x = 4;') as hash",
  );
  hash = rows[0]?.hash ?? "";
  project = new DeployedProject(database.client, {
    "package.json": `{"name": "app", "version": "1.0.0", "imports": {"#lib": "./lib.ts"}}`,
    "tsconfig.json": `{"compilerOptions": {"paths": {"~/*": ["./*"]}}}`,
    "node_modules/kit/package.json": `{"name": "kit", "version": "1.0.0", "type": "module", "exports": "./index.js"}`,
    "node_modules/kit/index.js": "export const x = 1;",
    "node_modules/@acme/kit/package.json": `{"name": "@acme/kit", "version": "1.0.0", "type": "module", "exports": {"./sub": "./sub.js"}}`,
    "node_modules/@acme/kit/sub.js": "export const x = 2;",
    "stopgap/a.ts": "export const x = 7;",
    "stopgap/a.json": `{"y": 9}`,
    "a.ts": "export const x = 8;",
    "lib.ts": "export const x: number = 10;",
  });
});
afterAll(async () => {
  await project.close();
  await database.drop();
});

async function refusalOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    const [problem] = error.problems;
    expect(problem).toMatchObject({ severity: "error", chain: expect.any(Array) as unknown[] });
    return problem?.message ?? "";
  }
  throw new Error("it was bundled");
}

describe("docs/imports.md, in a project (SG-M01, SG-M02)", () => {
  it.each(importRows)("tells what becomes of $source", async ({ source, inProject }) => {
    const module = source.replaceAll("<hash>", hash);
    project.write({
      "stopgap/row.ts": `${module}
        import { query } from "@stopgap/runtime";
        export const row = query(() => (typeof x === "function" ? "a function" : x));`,
    });
    const refusal = expectedRefusal(inProject, module, importableInProject);
    if (refusal !== undefined) {
      expect(await refusalOf(project.bundle("row.ts"))).toBe(refusal);
      return;
    }
    await project.deploy({ "row.ts": ["row"] });
    expect(await project.call("api.row.row")).toEqual(expectedValue(inProject));
  });

  it.each([
    ["require", `export const x = () => require("kit");`, /^Cannot import "kit": require does not/],
    ["import.meta", `export const x = () => import.meta.url;`, /^Cannot use import.meta: /],
    ["a CommonJS module", `import x from "./old.js"; export { x };`, /is a CommonJS module: write/],
    ["text", `import x from "./a.txt"; export { x };`, /txt/],
  ])("refuses %s", async (_name, source, message) => {
    project.write({
      "stopgap/row.ts": source,
      "stopgap/old.js": "module.exports = 1;",
      "stopgap/a.txt": "text",
    });
    expect(await refusalOf(project.bundle("row.ts"))).toMatch(message);
  });
});
