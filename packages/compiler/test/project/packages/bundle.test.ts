import { expect, it, vi } from "vitest";
import { VendorError, vendorPackages, type VendoredGroup } from "../../../src/project/index.js";
import { commonJs, esm, evaluate, installed } from "./installed.js";

// Each test starts the bundler and TypeScript.
vi.setConfig({ testTimeout: 120_000 });

async function vendor(
  from: string,
  ...specifiers: readonly string[]
): Promise<readonly VendoredGroup[]> {
  return vendorPackages(specifiers, { from });
}

async function only(from: string, ...specifiers: readonly string[]): Promise<VendoredGroup> {
  const [group, ...others] = await vendor(from, ...specifiers);
  if (!group || others.length > 0) throw new Error("expected one group");
  return group;
}

async function refusal(from: string, ...specifiers: readonly string[]): Promise<VendorError> {
  const outcome = await vendor(from, ...specifiers).catch((error: unknown) => error);
  if (outcome instanceof VendorError) return outcome;
  throw new Error("expected a VendorError");
}

it("makes one module of a package and its dependencies", async () => {
  const from = await installed({
    a: esm(`import { one } from "b"; export const two = one + 1;`),
    b: esm(`export const one = 1;`),
  });
  const { code, entries } = await only(from, "a");
  expect(await evaluate(code)).toEqual({ two: 2 });
  expect(entries).toMatchObject([{ specifier: "a", package: "a", version: "1.0.0" }]);
  expect(entries[0]?.module).toBeNull();
});

it("makes the same bytes wherever the packages lie", async () => {
  const packages = {
    a: commonJs(`exports.b = require("b"); exports.dir = () => require("./other.json");`),
    b: commonJs(`module.exports = class B {};`),
  };
  const withJson = { ...packages, a: { ...packages.a, "other.json": "{}" } };
  const [here, there] = await Promise.all([
    installed(withJson),
    installed(withJson, "somewhere/much/deeper"),
  ]);
  const [one, other] = await Promise.all([only(here, "a"), only(there, "a")]);
  expect(one.code).toBe(other.code);
  expect(one.code).not.toContain(here);
});

it("gives entries of one package one copy of their classes", async () => {
  const from = await installed({
    a: {
      "package.json": { type: "module", exports: { ".": "./index.js", "./sub": "./sub.js" } },
      "index.js": `export { Shared } from "./shared.js";`,
      "sub.js": `import { Shared } from "./shared.js"; export const made = new Shared(); export default 1;`,
      "shared.js": `export class Shared {}`,
    },
  });
  const { code, entries } = await only(from, "a/sub", "a");
  const { p0_Shared: Shared, p1_made: made } = await evaluate(code);
  expect(made).toBeInstanceOf(Shared);
  expect(entries.map(({ module }) => module)).toEqual([
    `export { p0_Shared as Shared } from "bundle";\n`,
    `export { p1_default as default, p1_made as made } from "bundle";\n`,
  ]);
});

it("bundles packages together that are built on each other, and others apart", async () => {
  const from = await installed({
    base: esm(`export class Base {}`),
    plugin: esm(`import { Base } from "base"; export class Plugin extends Base {}`),
    alone: esm(`export const x = 1;`),
  });
  const groups = await vendor(from, "alone", "plugin", "base");
  expect(groups.map(({ entries }) => entries.map(({ specifier }) => specifier))).toEqual([
    ["alone"],
    ["base", "plugin"],
  ]);
});

it("gives a CommonJS package its default export and its names", async () => {
  const from = await installed({
    a: commonJs(`module.exports = function a() { return 1; }; module.exports.two = 2;`),
    b: commonJs(
      `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 3;`,
    ),
  });
  const [a, b] = await vendor(from, "a", "b");
  const exports = await evaluate(a?.code ?? "");
  expect((exports["default"] as () => number)()).toBe(1);
  expect(exports["two"]).toBe(2);
  expect(await evaluate(b?.code ?? "")).toEqual({ default: 3 });
});

it("takes exports whose names are words of the language", async () => {
  const from = await installed({
    a: esm(`const value = 1; export { value as enum, value as default, value as "a-b" };`),
    b: esm(`export * from "a"; export { default } from "a";`),
  });
  const { code } = await only(from, "a", "b");
  expect(await evaluate(code)).toMatchObject({ p0_enum: 1, p1_default: 1, "p1_a-b": 1 });
});

it("refuses code that needs a module of Node at once, and names the imports that lead to it", async () => {
  const from = await installed({
    a: esm(`export { b } from "b";`),
    b: esm(`import { randomBytes } from "node:crypto"; export const b = () => randomBytes(1);`),
    c: commonJs(`const fs = require("fs"); exports.read = () => fs.readFileSync("x");`),
  });
  expect(await refusal(from, "a")).toMatchObject({
    code: "cannot_run",
    message:
      `"node:crypto" does not exist in the database; b@1.0.0/index.js imports it ` +
      `(a@1.0.0/index.js imports b@1.0.0/index.js)`,
  });
  expect(await refusal(from, "c")).toMatchObject({
    message: `"fs" does not exist in the database; c@1.0.0/index.js imports it`,
  });
});

it("leaves imports out that only unused code needs", async () => {
  const from = await installed({
    a: esm(
      `import { randomBytes } from "node:crypto"; import * as fs from "fs";` +
        `function secret() { return randomBytes(1) + fs; } export const a = 1;`,
    ),
  });
  const { code, warnings } = await only(from, "a");
  expect(code).not.toContain("crypto");
  expect(warnings).toEqual([expect.stringContaining(`"a" has no types`)]);
});

it("warns of a module of Node that code asks for when it is used, which then fails", async () => {
  const from = await installed({
    a: esm(`export async function a() { return import("node:crypto"); }`),
    b: commonJs(`exports.b = function () { return require("crypto"); };`),
    c: commonJs(`let c; try { c = require("crypto"); } catch { c = null; } exports.c = c;`),
  });
  const groups = await vendor(from, "a", "b", "c");
  for (const { warnings } of groups) {
    expect(warnings).toContainEqual(expect.stringMatching(/^"(?:node:)?crypto" does not exist/));
  }
  const [a, b, c] = await Promise.all(groups.map(({ code }) => evaluate(code)));
  await expect((a?.["a"] as () => Promise<unknown>)()).rejects.toThrow(
    `module "node:crypto", which a@1.0.0/index.js imports, is not available in the database`,
  );
  expect(b?.["b"]).toThrow(`module "crypto"`);
  expect(c?.["c"]).toBeNull();
});

it("warns of an import whose target is only known when it runs", async () => {
  const from = await installed({
    a: esm(`export const load = (name) => import(name);`),
  });
  const { code } = await only(from, "a");
  expect(code).not.toMatch(/\bimport\(/);
  const { load } = await evaluate(code);
  await expect((load as (name: string) => Promise<unknown>)("x")).rejects.toThrow(/not supported/);
});

it("takes modules along that code imports when it is used", async () => {
  const from = await installed({
    a: {
      ...esm(`export const later = async () => (await import("./later.js")).value;`),
      "later.js": `export const value = 5;`,
    },
  });
  const { code } = await only(from, "a");
  const { later } = await evaluate(code);
  expect(await (later as () => Promise<unknown>)()).toBe(5);
});

it("refuses native addons, and packages that are not there", async () => {
  const from = await installed({
    a: {
      ...commonJs(`module.exports = require("./native.node");`),
      "native.node": "",
    },
    b: esm(`import { x } from "optional"; export const b = x;`),
    c: commonJs(`try { exports.c = require("optional"); } catch { exports.c = 0; }`),
  });
  expect(await refusal(from, "a")).toMatchObject({
    code: "cannot_run",
    message: `"./native.node" is no JavaScript; a@1.0.0/index.js imports it`,
  });
  expect(await refusal(from, "b")).toMatchObject({
    code: "cannot_run",
    message: `"optional" is not installed; b@1.0.0/index.js imports it`,
  });
  const { code } = await only(from, "c");
  expect(await evaluate(code)).toMatchObject({ c: 0 });
});

it("does without what a package says browsers do without", async () => {
  const from = await installed({
    a: {
      ...commonJs(`const os = require("os"); exports.a = () => typeof os;`),
      "package.json": { main: "./index.js", browser: { os: false } },
    },
  });
  const { code } = await only(from, "a");
  const { a } = await evaluate(code);
  expect((a as () => unknown)()).toBe("object");
});

it("makes constants of the mode that code runs in", async () => {
  const from = await installed({
    a: esm(`export const mode = process.env.NODE_ENV; export const same = global === globalThis;`),
  });
  const { code, warnings } = await only(from, "a");
  expect(await evaluate(code)).toEqual({ mode: "production", same: true });
  expect(warnings).toEqual([expect.stringContaining("no types")]);
});

it("warns of global names that the database does not have, unless code tests for them", async () => {
  const from = await installed({
    a: esm(
      `export const a = () => new URL("x:y"); export const b = (Buffer) => Buffer.from("x");
       export const c = () => { crypto: for (;;) break crypto; return { process: 1 }.process; };
       export const d = () => typeof TextEncoder === "undefined" ? null : new TextEncoder();
       export const e = () => [new Map(), console.log("x"), Math.max(1), globalThis];`,
      `export declare const a: unknown;`,
    ),
  });
  const { warnings } = await only(from, "a");
  expect(warnings).toEqual([`a: "URL" does not exist in the database; what uses it fails`]);
});

it("says what to install where a package is not there", async () => {
  const from = await installed({ a: esm(`export const a = 1;`) });
  expect(await refusal(from, "@scope/nope/deep")).toMatchObject({
    code: "not_installed",
    message: `the package "@scope/nope" is not installed in ${from}`,
    hint: "Install it there first: npm install @scope/nope",
  });
});

it.each([
  ["a/nope", `the package "a" has no code at "a/nope"`],
  ["fs", `"fs" is a module of Node, which does not exist in the database`],
  ["node:fs", `"node:fs" is not the name of a package`],
  ["./a", `"./a" is not the name of a package`],
  ["https://example.org/x.js", `"https://example.org/x.js" is not the name of a package`],
  ["only-types", `"only-types" exports nothing that could run`],
])("refuses %s", async (specifier, message) => {
  const from = await installed({ a: esm(`export const a = 1;`), "only-types": esm(`export {};`) });
  expect(await refusal(from, specifier)).toMatchObject({ code: "no_entry", message });
});

it("says where code cannot be read", async () => {
  const from = await installed({ a: esm(`export const a = ;`) });
  expect(await refusal(from, "a")).toMatchObject({
    code: "broken_package",
    message: `Unexpected ";" (npm:a@1.0.0/index.js:1)`,
  });
});
