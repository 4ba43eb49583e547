import { expect, it } from "vitest";
import { projectFolder, type Tree } from "../project-folder.js";

const wrappers = `import { mutation, query, v } from "@stopgap/runtime";\n`;

async function argsOf(files: Tree): Promise<Record<string, unknown>> {
  const folder = projectFolder(files);
  const project = folder.open();
  expect(await folder.findings(project)).toEqual([]);
  const { functions } = await project.check();
  return Object.fromEntries(functions.map(({ path, args }) => [path, args]));
}

it("reads arguments off the value of their schema: what goes in, with all that types do not say", async () => {
  const args = await argsOf({
    "a.ts": `${wrappers}import { id } from "./_shared";
      export const none = query(() => 1);
      export const get = query(v.object({ id, limit: v._default(v.int().check(v.maximum(100)), 10), tag: v.optional(v.string()) }), ({ limit }) => limit);
      export const big = mutation({ args: v.object({ n: v.bigint(), u: v.uint64() }), idempotent: true }, () => 1);
      export const coded = query(v.codec(v.string(), v.number(), { decode: Number, encode: String }), (n) => n);`,
    "_shared.ts": `import { v } from "@stopgap/runtime"; export const id = v.uuid();`,
  });
  expect(args["api.a.none"]).toBeNull();
  expect(args["api.a.get"]).toMatchObject({
    type: "object",
    properties: {
      id: { type: "string", format: "uuid" },
      limit: { type: "integer", maximum: 100, default: 10 },
      tag: { type: "string" },
    },
    required: ["id"],
    additionalProperties: false,
  });
  expect(args["api.a.big"]).toMatchObject({
    properties: {
      n: { type: "integer", format: "int64" },
      u: { type: "integer", format: "int64", minimum: 0 },
    },
  });
  expect(args["api.a.coded"]).toEqual({ type: "string" });
  expect(JSON.stringify(args)).not.toContain("$schema");
});

it("takes a JSON Schema as it is written", async () => {
  const args = await argsOf({
    "a.ts": `${wrappers}export const f = query({ type: "object", properties: { id: { type: "integer", minimum: 1 } }, required: ["id"] }, ({ id }) => id);
      export const g = query({ args: { enum: ["a", 1] } }, () => 1);`,
  });
  expect(args).toEqual({
    "api.a.f": {
      type: "object",
      properties: { id: { type: "integer", minimum: 1 } },
      required: ["id"],
    },
    "api.a.g": { enum: ["a", 1] },
  });
});

const foreign = `
  interface Foreign<I, O> { "~standard": { version: 1; vendor: "x"; validate: (value: unknown) => { value: O }; types?: { input: I; output: O } } }
  const foreign = <I, O>(more = {}): Foreign<I, O> => ({ "~standard": { version: 1, vendor: "x", validate: (value) => ({ value: value as O }), ...more } });`;

it("reads the arguments of other validators off the type of their input", async () => {
  const args = await argsOf({
    "a.ts": `${wrappers}${foreign}
      export const f = query(foreign<{ id: string; tags?: string[] }, { id: number }>(), ({ id }) => id);
      export const g = query(foreign<unknown, unknown>(), () => 1);
      export const h = query(foreign<string | undefined, string>(), () => 1);`,
  });
  expect(args).toEqual({
    "api.a.f": {
      type: "object",
      properties: { id: { type: "string" }, tags: { type: "array", items: { type: "string" } } },
      required: ["id"],
    },
    "api.a.g": null,
    "api.a.h": { type: "string" },
  });
});

it("asks other validators that can tell their JSON Schema themselves", async () => {
  const args = await argsOf({
    "a.ts": `${wrappers}${foreign}
      export const f = query(foreign<number, number>({ jsonSchema: { input: ({ target }: { target: string }) => ({ $schema: "x", type: "integer", title: target }) } }), (n) => n);`,
  });
  expect(args).toEqual({ "api.a.f": { type: "integer", title: "draft-2020-12" } });
});

it("reads arguments off values that a loop makes, and through packages", async () => {
  const args = await argsOf({
    "/node_modules/limits/package.json": JSON.stringify({
      name: "limits",
      version: "1.0.0",
      types: "index.d.ts",
      main: "index.js",
    }),
    "/node_modules/limits/index.d.ts": "export declare const most: number;",
    "/node_modules/limits/index.js": `const optional = () => require("node:crypto"); exports.most = 7; try { require("missing"); } catch {}`,
    "a.ts": `${wrappers}import { most } from "limits";
      let schema = v.int(); for (const check of [v.minimum(1), v.maximum(most)]) schema = schema.check(check);
      export const f = query(schema, (n) => n);`,
  });
  expect(args).toMatchObject({ "api.a.f": { type: "integer", minimum: 1, maximum: 7 } });
});

it("tells of modules that cannot be loaded where they fail, and reads the others", async () => {
  const folder = projectFolder({
    "a.ts": `${wrappers}
export const f = query(v.int(), () => 1);
const broken = (): never => {
  throw new Error("no such luck");
};
broken();`,
    "b.ts": `${wrappers}import { config } from "./_config";\nexport const f = query(v.int(), () => config);`,
    "_config.ts": `export const config: number = JSON.parse("{");`,
    "c.ts": `${wrappers}export const f = query(v.string().check(v.maxLength(3)), () => 1);`,
    "d.ts": `${wrappers}export const f = query(() => 1);\nthrow null;`,
  });
  const project = folder.open();
  const because = "Its argument schemas are read off their values.";
  expect(await folder.findings(project)).toEqual([
    expect.stringMatching(/^_config\.ts:1:\d+ error 90022 The module cannot be loaded: .*JSON/),
    `a.ts:5:9 error 90022 The module cannot be loaded: no such luck. ${because}`,
    `d.ts error 90022 The module cannot be loaded: null. ${because}`,
  ]);
  const { functions } = await project.check();
  expect(functions.map(({ args }) => args)).toEqual([
    { type: "number" },
    { type: "number" },
    { type: "string", maxLength: 3 },
    null,
  ]);
});

it("gives up on a module that does not end, and reads the others", async () => {
  const folder = projectFolder({
    "a.ts": `${wrappers}export const f = query(() => 1);\nwhile (Math.random() < 2);`,
    "b.ts": `${wrappers}export const f = query(v.int().check(v.maximum(3)), () => 1);`,
  });
  const project = folder.open();
  expect(await folder.findings(project)).toEqual([
    "a.ts error 90022 The module cannot be loaded: it takes more than 10 s. Its argument schemas are read off their values.",
  ]);
  const { functions } = await project.check();
  expect(functions[1]?.args).toMatchObject({ maximum: 3 });
});

it("does not load what has errors, and goes by the types there", async () => {
  const folder = projectFolder({
    "a.ts": `${wrappers}import { id } from "./_b"; export const f = query(v.object({ id }), () => 1);`,
    "_b.ts": `import { v } from "@stopgap/runtime"; export const id = v.int().check(v.maximum(3)); const wrong: string = 5;`,
  });
  const { functions, diagnostics } = await folder.open().check();
  expect(diagnostics).toMatchObject([{ code: 2322 }]);
  expect(functions[0]?.args).toEqual({
    type: "object",
    properties: { id: { type: "number" } },
    required: ["id"],
  });
});
