import { expect, it } from "vitest";
import { projectFolder } from "../project-folder.js";

const wrappers = `import { query, type JsonValue } from "@stopgap/runtime";\n`;

/** The schemas of what queries return, by the type that each is declared to return. */
async function resultsOf(
  types: Readonly<Record<string, string>>,
  declarations = "",
): Promise<Record<string, unknown>> {
  const queries = Object.entries(types).map(
    ([name, type]) => `export const ${name} = query((): ${type} => { throw new Error(); });`,
  );
  const folder = projectFolder({ "a.ts": [wrappers, declarations, ...queries].join("\n") });
  const project = folder.open();
  expect(await folder.findings(project)).toEqual([]);
  const { functions } = await project.check();
  return Object.fromEntries(functions.map(({ exportName, result }) => [exportName, result]));
}

it("describes what simple types are as JSON", async () => {
  const results = await resultsOf({
    text: "string",
    number: "number",
    flag: "boolean",
    nothing: "null",
    none: "void",
    missing: "undefined",
    big: "bigint",
    date: "Date",
    bytes: "Uint8Array",
    anything: "any",
    unknown: "unknown",
    never: "never",
    object: "object",
    template: "`a${string}`",
    literal: '"a"',
    one: "1",
    yes: "true",
    empty: "{}",
    awaited: "Promise<string>",
    record: "{ readonly a: string }",
  });
  expect(results).toEqual({
    text: { type: "string" },
    number: { type: "number" },
    flag: { type: "boolean" },
    nothing: { type: "null" },
    none: { type: "null" },
    missing: { type: "null" },
    big: { type: "integer", format: "int64" },
    date: { type: "string", format: "date-time" },
    bytes: { type: "string", pattern: "^\\\\x(?:[0-9a-f]{2})*$" },
    anything: null,
    unknown: null,
    never: { not: {} },
    object: { type: "object" },
    template: { type: "string" },
    literal: { type: "string", const: "a" },
    one: { type: "number", const: 1 },
    yes: { type: "boolean", const: true },
    empty: {},
    awaited: { type: "string" },
    record: { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
  });
});

it("leaves out members that are undefined, and takes undefined in an array for null", async () => {
  const results = await resultsOf({
    a: "{ a?: string; b: string | undefined; c: string | null | undefined; d: undefined; e: string | null; f?: never }",
    b: "(string | undefined)[]",
    c: "string | undefined",
  });
  const text = { type: "string" };
  const nullable = { anyOf: [text, { type: "null" }] };
  expect(results).toEqual({
    a: {
      type: "object",
      properties: { a: text, b: text, c: nullable, e: nullable },
      required: ["e"],
    },
    b: { type: "array", items: nullable },
    c: nullable,
  });
});

it("describes unions, the same whatever their order", async () => {
  const { a, b, c, d, e, f } = await resultsOf(
    {
      a: `"y" | 2 | "x" | null | 1`,
      b: `null | "x" | 1 | "y" | 2`,
      c: "boolean | null",
      d: "{ k: 'a'; n: number } | { k: 'b'; s: string }",
      e: "string | 'a'",
      f: "Color | Size",
    },
    "enum Color { Red = 'red', Blue = 'blue' } enum Size { S, M }",
  );
  expect(a).toEqual(b);
  expect(a).toEqual({
    anyOf: [
      { type: "string", enum: ["x", "y"] },
      { type: "number", enum: [1, 2] },
      { type: "null" },
    ],
  });
  expect(c).toEqual({ anyOf: [{ type: "boolean" }, { type: "null" }] });
  expect(d).toEqual({
    anyOf: [
      {
        type: "object",
        properties: { k: { type: "string", const: "a" }, n: { type: "number" } },
        required: ["k", "n"],
      },
      {
        type: "object",
        properties: { k: { type: "string", const: "b" }, s: { type: "string" } },
        required: ["k", "s"],
      },
    ],
  });
  expect(e).toEqual({ type: "string" });
  expect(f).toEqual({
    anyOf: [
      { type: "string", enum: ["blue", "red"] },
      { type: "number", enum: [0, 1] },
    ],
  });
});

it("describes arrays, tuples, records and intersections", async () => {
  const text = { type: "string" };
  const number = { type: "number" };
  expect(
    await resultsOf({
      a: "readonly string[]",
      b: "[string, number?]",
      c: "[string, ...number[]]",
      d: "Record<string, number>",
      e: "{ a: string } & { b: number }",
      f: "string & { readonly __brand: 'id' }",
      g: "Record<'a' | 'b', number>",
      h: "{ a: string; [key: string]: string }",
      i: "[]",
      j: "Partial<Pick<{ a: string; b: number }, 'a'>>",
    }),
  ).toEqual({
    a: { type: "array", items: text },
    b: {
      type: "array",
      prefixItems: [text, { anyOf: [number, { type: "null" }] }],
      items: false,
      minItems: 1,
    },
    c: { type: "array", prefixItems: [text], items: number, minItems: 1 },
    d: { type: "object", additionalProperties: number },
    e: { type: "object", properties: { a: text, b: number }, required: ["a", "b"] },
    f: text,
    g: { type: "object", properties: { a: number, b: number }, required: ["a", "b"] },
    h: { type: "object", properties: { a: text }, required: ["a"], additionalProperties: text },
    i: { type: "array", items: false },
    j: { type: "object", properties: { a: text } },
  });
});

it("describes types that refer to themselves by definitions, and all of JSON by nothing", async () => {
  const results = await resultsOf(
    {
      tree: "Tree",
      list: "{ first: List<string> | null }",
      json: "JsonValue",
      own: "Json",
      holding: "{ a?: JsonValue; b: JsonValue[] }",
      endless: "Endless<string>",
    },
    `interface Tree { name: string; children: Tree[] }
     interface List<T> { value: T; next: List<T> | null }
     type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
     interface Endless<T> { next?: Endless<T[]> }`,
  );
  expect(results["tree"]).toEqual({
    $ref: "#/$defs/Tree",
    $defs: {
      Tree: {
        type: "object",
        properties: {
          name: { type: "string" },
          children: { type: "array", items: { $ref: "#/$defs/Tree" } },
        },
        required: ["children", "name"],
      },
    },
  });
  expect(results["list"]).toMatchObject({
    properties: { first: { anyOf: [{ $ref: "#/$defs/List" }, { type: "null" }] } },
    $defs: {
      List: { properties: { next: { anyOf: [{ $ref: "#/$defs/List" }, { type: "null" }] } } },
    },
  });
  expect(results["json"]).toEqual({});
  expect(results["own"]).toEqual({});
  expect(results["holding"]).toEqual({
    type: "object",
    properties: { a: {}, b: { type: "array", items: {} } },
    required: ["b"],
  });
  expect(JSON.stringify(results["endless"]).length).toBeLessThan(10_000);
});

it("takes what toJSON returns for the value", async () => {
  const results = await resultsOf(
    { a: "Money", b: "{ toJSON(): { x: 1 } }" },
    "class Money { #cents = 1n; toJSON() { return String(this.#cents); } }",
  );
  expect(results).toEqual({
    a: { type: "string" },
    b: { type: "object", properties: { x: { type: "number", const: 1 } }, required: ["x"] },
  });
});

it("takes the result of a handler as it is inferred, awaited and through wrappers", async () => {
  const folder = projectFolder({
    "a.ts": `${wrappers}
      const authed = <T>(run: (user: string) => Promise<T>) => query(async (_, ctx) => run(ctx.auth.role));
      export const a = authed(async (user) => ({ user, at: new Date(), tags: [user] as const }));
      export const rows = query(async (_, ctx) => ctx.db.query<{ id: number; email: string }>("select 1"));`,
  });
  const { functions } = await folder.open().check();
  expect(functions.map(({ result }) => result)).toEqual([
    {
      type: "object",
      properties: {
        at: { type: "string", format: "date-time" },
        tags: { type: "array", prefixItems: [{ type: "string" }], items: false, minItems: 1 },
        user: { type: "string" },
      },
      required: ["at", "tags", "user"],
    },
    {
      type: "array",
      items: {
        type: "object",
        properties: { email: { type: "string" }, id: { type: "number" } },
        required: ["email", "id"],
      },
    },
  ]);
});

it("warns of what is not JSON, with its path in the value", async () => {
  const folder = projectFolder({
    "a.ts": `${wrappers}
class Account { id = 1; get name() { return ""; } save(): void {} }
export const a = query(() => ({ f: () => 1, list: [{ "odd name": Symbol() }], map: new Map(), set: new Set<string>() }));
export const b = query(() => new Account());
export const c = query((): (RegExp | Error)[] => []);
export const d = query((): Record<string, Float64Array> => ({}));`,
  });
  const project = folder.open();
  expect(await folder.findings(project)).toEqual([
    `a.ts:4:14 warning 90017 What "a" returns is not JSON: $.f is a function.`,
    `a.ts:4:14 warning 90017 What "a" returns is not JSON: $.list[]["odd name"] is a symbol.`,
    `a.ts:4:14 warning 90017 What "a" returns is not JSON: $.map is a Map.`,
    `a.ts:4:14 warning 90017 What "a" returns is not JSON: $.set is a Set.`,
    `a.ts:5:14 warning 90017 What "b" returns is not JSON: $ is an instance of Account, of which only its own members cross.`,
    `a.ts:6:14 warning 90017 What "c" returns is not JSON: $[] is a RegExp.`,
    `a.ts:6:14 warning 90017 What "c" returns is not JSON: $[] is an Error.`,
    `a.ts:7:14 warning 90017 What "d" returns is not JSON: $[*] is a Float64Array.`,
  ]);
  const { functions } = await project.check();
  expect(functions.find(({ exportName }) => exportName === "b")?.result).toEqual({
    type: "object",
    properties: { id: { type: "number" } },
    required: ["id"],
  });
});

it("has the same text wherever the project lies and whatever else is in it", async () => {
  const source = `${wrappers}interface A { z: 1 | "b" | "a"; b?: B } interface B { a: A } export const f = query((): A | B => { throw 1; });`;
  const alone = await projectFolder({ "a.ts": source }).open().check();
  const among = projectFolder({
    "a.ts": source,
    "0.ts": `export const x: "a" | "b" | 1 = "b"; interface B { q: 1 } export type { B };`,
  });
  const { functions } = await among.open().check();
  expect(JSON.stringify(functions)).toBe(JSON.stringify(alone.functions));
});
