import { describe, expect, it } from "vitest";
import { projectFolder, type Tree } from "../project-folder.js";

const wrappers = `import { query } from "@stopgap/runtime";\n`;

async function findingsOf(files: Tree): Promise<string[]> {
  return projectFolder(files).findings();
}

describe("types", () => {
  it("are checked as tsc checks them, in functions and in what they import, wherever it lies", async () => {
    const findings = await findingsOf({
      "a.ts": `${wrappers}import { b } from "./_b.ts"; import { c } from "../lib/c.js";
export const f = query(() => b + c);
const wrong: string = 5;`,
      "_b.ts": `export const b: number = "x";`,
      "/lib/c.ts": `export const c: number = [];`,
      "_unused.ts": `export const d: number = "x";`,
    });
    expect(findings).toEqual([
      `/lib/c.ts:1:14 error 2322 Type 'never[]' is not assignable to type 'number'.`,
      `_b.ts:1:14 error 2322 Type 'string' is not assignable to type 'number'.`,
      `a.ts:4:7 error 2322 Type 'number' is not assignable to type 'string'.`,
    ]);
  });

  it("are not looked at where the syntax is wrong", async () => {
    expect(await findingsOf({ "a.ts": `const a: string = 5;\nconst b = ;` })).toEqual([
      "a.ts:2:11 error 1109 Expression expected.",
    ]);
  });

  it("say where a finding ends", async () => {
    const { diagnostics } = await projectFolder({ "a.ts": "const wrong: string = 5;" })
      .open()
      .check();
    expect(diagnostics).toMatchObject([{ line: 1, column: 7, endColumn: 12 }]);
  });
});

describe("the tsconfig", () => {
  it("says how strictly the project is checked, and where imports lead", async () => {
    const findings = await findingsOf({
      "/tsconfig.json": JSON.stringify({
        extends: "./base.json",
        compilerOptions: { paths: { "#lib/*": ["./lib/*"] } },
      }),
      "/base.json": JSON.stringify({ compilerOptions: { noUnusedLocals: true } }),
      "/lib/c.ts": `export const c = 1;`,
      "a.ts": `import { c } from "#lib/c";\nconst unused = 1;\nexport const d = c;`,
    });
    expect(findings).toEqual([
      "a.ts:2:7 error 6133 'unused' is declared but its value is never read.",
    ]);
  });

  it("of the folder itself goes before one above", async () => {
    const findings = await findingsOf({
      "tsconfig.json": JSON.stringify({ compilerOptions: { noUnusedLocals: true } }),
      "a.ts": `const unused = 1;\nexport {};`,
    });
    expect(findings).toEqual([expect.stringMatching(/^a\.ts:1:7 error 6133 /)]);
  });

  it("cannot turn off what contracts rest on, and is told so", async () => {
    const findings = await findingsOf({
      "/tsconfig.json": JSON.stringify({
        compilerOptions: { strict: false, strictNullChecks: false },
      }),
      "a.ts": `export const f = (a) => a;\nexport const g: string = null;`,
    });
    expect(findings).toEqual([
      "a.ts:1:19 error 7006 Parameter 'a' implicitly has an 'any' type.",
      "a.ts:2:14 error 2322 Type 'null' is not assignable to type 'string'.",
      "/tsconfig.json warning 90020 Functions are checked with `strict`, whatever `strict`, `strictNullChecks` says here: their contracts are read off their types.",
    ]);
  });

  it("says nothing of the place where functions run: there are no types of Node and of browsers", async () => {
    const findings = await findingsOf({
      "/tsconfig.json": JSON.stringify({
        compilerOptions: {
          lib: ["dom", "esnext"],
          types: ["node"],
          module: "commonjs",
          target: "es5",
        },
      }),
      "/node_modules/@types/node/package.json": JSON.stringify({
        name: "@types/node",
        version: "1.0.0",
        types: "index.d.ts",
      }),
      "/node_modules/@types/node/index.d.ts": `declare var process: { env: Record<string, string> };`,
      "/node_modules/lib/package.json": JSON.stringify({
        name: "lib",
        version: "1.0.0",
        types: "index.d.ts",
        main: "index.js",
      }),
      "/node_modules/lib/index.d.ts": `/// <reference types="node" />\n/// <reference lib="dom" />\nexport const a: number;`,
      "/node_modules/lib/index.js": `exports.a = 1;`,
      "a.ts": `import { a } from "lib";\nexport const b = [a, process.env["A"], document];`,
    });
    expect(findings).toEqual([
      `a.ts:2:22 error 90016 "process" does not exist in the database. Settings come as arguments, or from a table.`,
      `a.ts:2:40 error 90016 "document" does not exist in the database.`,
    ]);
  });

  it("may be broken, which is told with its place", async () => {
    const findings = await findingsOf({
      "/tsconfig.json": `{ "compilerOptions": { "stirct": true } }`,
      "a.ts": "export {};",
    });
    expect(findings).toMatchObject([
      expect.stringMatching(/^\/tsconfig\.json:1:24 error \d+ Unknown compiler option 'stirct'/),
    ]);
  });
});

describe("names that the database does not have", () => {
  it.each([
    ["setTimeout(() => 1, 5)", "setTimeout", " A call runs to its end at once."],
    ["await fetch('')", "fetch", " Fetch where the function is called, and pass what comes back."],
    ["Buffer.from('')", "Buffer", " Use Uint8Array."],
    ["require('x')", "require", " Use `import`."],
    ["eval('1')", "eval", ""],
    ["new Function('1')", "Function", ""],
    ["new SharedArrayBuffer(1)", "SharedArrayBuffer", ""],
    ["new URL('')", "URL", ""],
  ])("are refused: %s", async (use, name, advice) => {
    expect(await findingsOf({ "a.ts": `${use};\nexport {};` })).toEqual([
      expect.stringMatching(/^a\.ts:1:\d+ error 90016 /),
    ]);
    expect(await findingsOf({ "a.ts": `${use};\nexport {};` })).toEqual([
      expect.stringContaining(` "${name}" does not exist in the database.${advice}`),
    ]);
  });

  it("are free as names of one's own", async () => {
    const source = `
      export const process = { env: 1 }; export const o = { fetch: process.env, eval: 1 }; o.fetch; o.eval;
      export const f = (setTimeout: number) => setTimeout; export type F = Function;
      export const isFunction = (value: unknown) => value instanceof Function; console.log("there");`;
    expect(await findingsOf({ "a.ts": source })).toEqual([]);
  });

  it("are like any other where nobody knows them", async () => {
    expect(await findingsOf({ "a.ts": "unheardOf;\nexport {};" })).toEqual([
      "a.ts:1:1 error 2304 Cannot find name 'unheardOf'.",
    ]);
  });
});

describe("imports that cannot run", () => {
  it("are told with the shortest way that leads to them", async () => {
    const findings = await findingsOf({
      "a.ts": `${wrappers}import { b } from "./_b"; export const f = query(() => b());`,
      "_b.ts": `export { c as b } from "./_c";`,
      "_c.ts": `import { readFileSync } from "node:fs";\nexport const c = () => readFileSync("x");`,
      "_d.ts": `import "node:net";`,
      "e.ts": `import addon from "./addon.node"; import("child_process"); export const e = addon;`,
      "addon.node": "",
    });
    expect(findings).toEqual([
      `_c.ts:1:30 error 90015 "node:fs" is a module of Node, which does not exist in the database (a.ts imports _b.ts imports _c.ts).`,
      `e.ts:1:19 error 90015 "./addon.node" is a native addon, which cannot run in the database.`,
      `e.ts:1:42 error 90015 "child_process" is a module of Node, which does not exist in the database.`,
    ]);
  });

  it("are no types", async () => {
    const findings = await findingsOf({
      "a.ts": `import type { b } from "./_b"; import { type c } from "./_b"; export type { d } from "./_b"; export type B = [typeof b, typeof c];`,
      "_b.ts": `import "node:fs"; export const b = 1, c = 2, d = 3;`,
    });
    expect(findings.filter((one) => one.includes("90015"))).toEqual([]);
  });

  it("are none where a package has the name", async () => {
    const findings = await findingsOf({
      "/node_modules/buffer/package.json": JSON.stringify({
        name: "buffer",
        version: "1.0.0",
        types: "index.d.ts",
        main: "index.js",
      }),
      "/node_modules/buffer/index.d.ts": `export const a: number;`,
      "a.ts": `import { a } from "buffer"; export const b = a;`,
    });
    expect(findings).toEqual([]);
  });

  it("that lead nowhere are told as TypeScript tells them", async () => {
    expect(
      await findingsOf({ "a.ts": `import "./nowhere"; import a from "missing"; export { a };` }),
    ).toEqual([
      expect.stringMatching(/^a\.ts:1:8 error 2882 /),
      expect.stringMatching(/^a\.ts:1:35 error 2307 Cannot find module 'missing'/),
    ]);
  });
});

describe("changes of built-ins", () => {
  it.each([
    "(Array.prototype as any).last = 1",
    "Math.random = () => 4",
    "Object.defineProperty(String.prototype, 'x', {})",
    "Object.assign(Object.prototype, {})",
    "delete (JSON as { parse?: unknown }).parse",
    "(Array as any)['from'] = 1",
    "console.log = () => 1",
  ])("are warned of: %s", async (change) => {
    expect(await findingsOf({ "a.ts": `${change};\nexport {};` })).toEqual([
      expect.stringMatching(
        /^a\.ts:1:1 warning 90018 .* cannot be changed in the database: built-ins are frozen/,
      ),
    ]);
  });

  it.each([
    "(globalThis as any).x = 1",
    "const error = new Error(); error.name = 'x'",
    "const a: number[] = []; a.length = 0; Object.assign(a, {})",
    "class A { static x = 1 } A.x = 2; A.prototype = A.prototype",
  ])("are none: %s", async (change) => {
    const findings = await findingsOf({ "a.ts": `${change};\nexport {};` });
    expect(findings.filter((one) => one.includes("90018"))).toEqual([]);
  });
});
