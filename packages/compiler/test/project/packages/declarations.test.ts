import { expect, it, vi } from "vitest";
import type { Declarations } from "../../../src/index.js";
import { vendorPackages } from "../../../src/project/index.js";
import { commonJs, esm, installed } from "./installed.js";

// Each test starts the bundler and TypeScript.
vi.setConfig({ testTimeout: 120_000 });

async function declarations(from: string, ...specifiers: readonly string[]): Promise<Declarations> {
  const [group] = await vendorPackages(specifiers, { from });
  return group?.entries[0]?.declarations ?? {};
}

it("has a file for each specifier, and those that it rests on, by paths without the folder", async () => {
  const from = await installed({
    a: {
      ...esm(
        `export const a = 1; export default 2;`,
        `import type { B } from "b"; /** Said. */ export declare const a: B; export default 2;`,
      ),
    },
    b: esm(`export {};`, `export interface B { readonly b: import("./more.js").More }`),
  });
  expect(await declarations(from, "a")).toEqual({
    "a.d.ts": `export * from "./a@1.0.0/index.js";\nexport { default } from "./a@1.0.0/index.js";\n`,
    "a@1.0.0/index.d.ts": `import type { B } from "../b@1.0.0/index.js";\nexport declare const a: B;\nexport default 2;\n`,
    "b@1.0.0/index.d.ts": `export interface B {\n    readonly b: import("./more.js").More;\n}\n`,
  });
});

it("leaves out what no export rests on, file by file and statement by statement", async () => {
  const from = await installed({
    a: {
      ...esm(
        `export const a = 1;`,
        `import { Used } from "./barrel.js"; import { Unused } from "./unused.js";
         export { a } from "./values.js"; declare const hidden: Unused; interface Local extends Used {}
         export declare const b: Local;`,
      ),
      "barrel.d.ts": `export * from "./used.js"; export * from "./unused.js";`,
      "used.d.ts": `export interface Used { used: true } export interface Spare { spare: true }`,
      "unused.d.ts": `export interface Unused { unused: true }`,
      "values.d.ts": `export declare const a: 1;`,
    },
  });
  const files = await declarations(from, "a");
  expect(Object.keys(files)).toEqual([
    "a.d.ts",
    "a@1.0.0/barrel.d.ts",
    "a@1.0.0/index.d.ts",
    "a@1.0.0/used.d.ts",
    "a@1.0.0/values.d.ts",
  ]);
  expect(files["a@1.0.0/barrel.d.ts"]).toBe(`export * from "./used.js";\n`);
  expect(JSON.stringify(files)).not.toMatch(/unused|hidden|Spare/);
});

it("keeps what a file adds to others", async () => {
  const from = await installed({
    a: {
      ...esm(
        `export const a = 1;`,
        `import "./augment.js"; export { a } from "./values.js"; declare global { interface Everywhere { a: 1 } }`,
      ),
      "augment.d.ts": `import "./values.js"; declare module "./values.js" { interface Value { more: 1 } }`,
      "values.d.ts": `/// <reference path="./script.d.ts" />\nexport interface Value { less: 1 } export declare const a: Value & Ambient;`,
      "script.d.ts": `interface Ambient { ambient: 1 }`,
    },
  });
  const files = await declarations(from, "a");
  expect(files["a@1.0.0/index.d.ts"]).toContain("interface Everywhere");
  expect(files["a@1.0.0/augment.d.ts"]).toContain(`declare module "./values.js"`);
  expect(files["a@1.0.0/script.d.ts"]).toContain("interface Ambient");
  expect(files["a@1.0.0/values.d.ts"]).toContain(`/// <reference path="./script.d.ts" />`);
});

it("follows export assignments and the kinds of files that packages have", async () => {
  const from = await installed({
    a: {
      "package.json": { main: "./index.cjs", types: "./index.d.cts" },
      "index.cjs": `module.exports = () => 1;`,
      "index.d.cts": `declare function a(): a.Result; declare namespace a { type Result = 1 } export = a;`,
    },
  });
  expect(await declarations(from, "a")).toEqual({
    "a.d.ts": `import whole = require("./a@1.0.0/index.c.js");\nexport = whole;\n`,
    "a@1.0.0/index.c.d.ts": `declare function a(): a.Result;\ndeclare namespace a {\n    type Result = 1;\n}\nexport = a;\n`,
  });
});

it("finds types that a package of their own has", async () => {
  const from = await installed({
    a: commonJs(`exports.a = 1;`),
    "@types/a": { "package.json": { types: "index.d.ts" }, "index.d.ts": `export const a: 1;` },
  });
  const [group] = await vendorPackages(["a"], { from });
  expect(group?.warnings).toEqual([]);
  expect(group?.entries[0]?.declarations).toMatchObject({
    "a.d.ts": `export * from "./@types/a@1.0.0/index.js";\n`,
  });
});

it("leaves the types of Node alone", async () => {
  const from = await installed({
    a: esm(
      `export const a = 1;`,
      `import type { Readable } from "node:stream"; export declare const a: Readable;`,
    ),
    "@types/node": {
      "package.json": { types: "index.d.ts" },
      "index.d.ts": `declare module "node:stream" { export class Readable {} }`,
    },
  });
  expect(Object.keys(await declarations(from, "a"))).toEqual(["a.d.ts", "a@1.0.0/index.d.ts"]);
});

it("warns of a package without types, and has none where none are wanted", async () => {
  const from = await installed({
    a: esm(`export const a = 1;`),
    b: esm(`export const b = 1;`, `export declare const b: 1;`),
  });
  const [untyped] = await vendorPackages(["a"], { from });
  expect(untyped?.entries[0]?.declarations).toEqual({});
  expect(untyped?.warnings).toEqual([
    `"a" has no types, so it is imported as any (there may be some: npm install --save-dev @types/a)`,
  ]);
  const [without] = await vendorPackages(["b"], { from, withoutTypes: true });
  expect(without?.entries[0]?.declarations).toEqual({});
  expect(without?.warnings).toEqual([]);
});
