import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openProject, type Project } from "../../../src/project/index.js";
import { projectFolder, type ProjectFolder } from "../project-folder.js";

const wrappers = `import { query, v } from "@stopgap/runtime";\n`;

function shop(): ProjectFolder {
  return projectFolder({
    "_limits.ts": `export const most: number = 10;\nexport const name = (id: number): string => String(id);`,
    "items.ts": `${wrappers}import { most, name } from "./_limits";
export const get = query(v.object({ id: v.int().check(v.maximum(most)) }), ({ id }) => name(id));`,
    "slow.ts": `${wrappers}export const find = query(v.string(), (text) => /(a+)+/.test(text));`,
  });
}

const slow = expect.stringMatching(
  /^slow\.ts:2:49 warning 90019 The regular expression repeats/,
) as string;

async function contract(project: Project): Promise<unknown[]> {
  const { functions } = await project.check();
  return functions.map(({ path, args, result }) => [path, args, result]);
}

const get = (most: number, type: string): unknown => [
  "api.items.get",
  expect.objectContaining({
    properties: { id: { type: "integer", maximum: most, minimum: Number.MIN_SAFE_INTEGER } },
  }),
  { type },
];
const find = ["api.slow.find", { type: "string" }, { type: "boolean" }];

describe("checking again in the same process", () => {
  it("begins anew where the types were let go of for a bundle", async () => {
    const folder = shop();
    const project = openProject({ folder: folder.path(""), keepsTypes: false });
    const { contractHash } = await project.bundle();
    folder.write({
      "_limits.ts": `export const most: number = 20;\nexport const name = (id: number): number => id;`,
    });
    project.refresh();
    expect(await contract(project)).toEqual([get(20, "number"), find]);
    expect((await project.bundle()).contractHash).not.toBe(contractHash);
    await project.close();
  });

  it("sees what has changed: types, values, files that come and go", async () => {
    const folder = shop();
    const project = folder.open();
    expect(await folder.findings(project)).toEqual([slow]);
    expect(await contract(project)).toEqual([get(10, "string"), find]);

    folder.write({
      "_limits.ts": `export const most: number = 20;\nexport const name = (id: number): string => String(id);`,
    });
    project.refresh([folder.path("_limits.ts")]);
    expect(await contract(project)).toEqual([get(20, "string"), find]);

    folder.write({
      "_limits.ts": `export const most: number = 20;\nexport const name = (id: number): number => id;`,
    });
    project.refresh([folder.path("_limits.ts")]);
    expect(await contract(project)).toEqual([get(20, "number"), find]);

    folder.write({ "_limits.ts": `export const most: number = 20;` });
    project.refresh([folder.path("_limits.ts")]);
    expect(await folder.findings(project)).toEqual([
      expect.stringMatching(/^items\.ts:2:16 error 2305 /),
      slow,
    ]);

    folder.write({
      "_limits.ts": `export const most: number = 10;\nexport const name = (id: number): string => String(id);`,
    });
    folder.remove("slow.ts");
    folder.write({ "more.ts": `${wrappers}export const f = query(() => null);` });
    project.refresh();
    expect(await folder.findings(project)).toEqual([]);
    expect(await contract(project)).toEqual([
      get(10, "string"),
      ["api.more.f", null, { type: "null" }],
    ]);
  });

  it("looks at nothing that it is not told of, and at everything where it is told nothing", async () => {
    const folder = shop();
    const project = folder.open();
    await project.check();
    folder.write({ "slow.ts": "export {};" });
    expect(await folder.findings(project)).toEqual([slow]);
    project.refresh([folder.path("items.ts")]);
    expect(await folder.findings(project)).toEqual([slow]);
    project.refresh();
    expect(await folder.findings(project)).toEqual([]);
  });

  it("sees a package that is installed, and a tsconfig that changes", async () => {
    const folder = projectFolder({
      "a.ts": `import { a } from "lib";\nconst unused = a;\nexport {};`,
    });
    const project = folder.open();
    expect(await folder.findings(project)).toEqual([
      expect.stringMatching(/^a\.ts:1:19 error 2307 /),
    ]);
    folder.write({
      "/node_modules/lib/package.json": JSON.stringify({
        name: "lib",
        version: "1.0.0",
        types: "index.d.ts",
      }),
      "/node_modules/lib/index.d.ts": "export const a: 1;",
      "/tsconfig.json": JSON.stringify({ compilerOptions: { noUnusedLocals: true } }),
    });
    project.refresh();
    expect(await folder.findings(project)).toEqual([
      expect.stringMatching(/^a\.ts:2:7 error 6133 /),
    ]);
  });
});

describe("checking again in another process", () => {
  /** Marks what is kept, so that it can be told from what is found anew. */
  function markKept(root: string): void {
    const file = join(root, ".stopgap/cache/check.json");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("The regular expression", "KEPT"));
  }
  const kept = expect.stringMatching(/^slow\.ts:2:49 warning 90019 KEPT repeats/) as string;

  it("looks at nothing where nothing has changed", async () => {
    const folder = shop();
    const before = await contract(folder.open());
    markKept(folder.root);
    const project = folder.open();
    expect(await folder.findings(project)).toEqual([kept]);
    expect(await contract(project)).toEqual(before);
  });

  it("looks at what has changed, and at what rests on it", async () => {
    const folder = shop();
    await folder.open().check();
    markKept(folder.root);
    folder.write({
      "_limits.ts": `export const most: number = 30;\nexport const name = (id: number): boolean => id > 1;`,
    });
    const project = folder.open();
    expect(await folder.findings(project)).toEqual([kept]);
    expect(await contract(project)).toEqual([get(30, "boolean"), find]);
    folder.write({
      "slow.ts": `${wrappers}export const find = query(v.string(), (text) => /(b+)+/.test(text));`,
    });
    expect(await folder.findings()).toEqual([slow]);
  });

  it("goes on from there in the same process", async () => {
    const folder = shop();
    await folder.open().check();
    markKept(folder.root);
    const project = folder.open();
    await project.check();
    folder.write({ "items.ts": `${wrappers}export const get = query(() => 1);` });
    project.refresh([folder.path("items.ts")]);
    expect(await folder.findings(project)).toEqual([kept]);
    expect(await contract(project)).toEqual([["api.items.get", null, { type: "number" }], find]);
  });

  it("keeps what a watching process has found out, when it is closed", async () => {
    const folder = shop();
    const project = folder.open();
    await project.check();
    folder.write({ "items.ts": `${wrappers}export const get = query(() => 1);` });
    project.refresh([folder.path("items.ts")]);
    await project.check();
    await project.close();
    markKept(folder.root);
    expect(await folder.findings()).toEqual([kept]);
  });

  it.each([
    [
      "a tsconfig",
      { "/tsconfig.json": JSON.stringify({ compilerOptions: { noUnusedLocals: true } }) },
    ],
    ["declarations that count everywhere", { "globals.d.ts": "declare const x: string;" }],
    [
      "the types of a package",
      {
        "/node_modules/json-schema-to-ts/index.d.ts":
          "export type FromSchema<T> = T; export type JSONSchema = object;",
      },
    ],
  ])("looks at everything anew where %s has changed", async (_, files) => {
    const folder = shop();
    await folder.open().check();
    markKept(folder.root);
    folder.write(files);
    expect(await folder.findings()).toEqual([slow]);
  });

  it("uses what was kept where the project lies in another folder", async () => {
    const folder = shop();
    await folder.open().check();
    markKept(folder.root);
    const elsewhere = `${folder.root}-elsewhere`;
    cpSync(folder.root, elsewhere, { recursive: true });
    afterAll(() => {
      rmSync(elsewhere, { recursive: true });
    });
    const project = openProject({ folder: join(elsewhere, "stopgap") });
    const { diagnostics } = await project.check();
    await project.close();
    expect(diagnostics).toMatchObject([
      {
        file: join(elsewhere, "stopgap/slow.ts"),
        message: expect.stringMatching(/^KEPT/) as string,
      },
    ]);
  });

  it("does without what was kept where it cannot be read", async () => {
    const folder = shop();
    folder.write({ "/.stopgap/cache/check.json": "{" });
    expect(await folder.findings()).toEqual([slow]);
  });

  it("tells of errors again", async () => {
    const folder = projectFolder({ "a.ts": "const a: string = 5;" });
    const first = await folder.findings();
    expect(first).toHaveLength(1);
    expect(await folder.findings()).toEqual(first);
  });
});
