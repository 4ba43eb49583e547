import { expect, it } from "vitest";
import { contractHash, generateApi, type ProjectFunction } from "../../../src/project/index.js";
import type { JsonSchema } from "@stopgap/runtime";
import { projectFolder } from "../project-folder.js";

function functionAt(path: string, more: Partial<ProjectFunction> = {}): ProjectFunction {
  const names = path.split(".");
  return {
    path,
    modulePath: names.slice(0, -1).join("."),
    exportName: names.at(-1) ?? "",
    file: "a.ts",
    kind: "query",
    roles: null,
    definer: null,
    idempotent: true,
    args: null,
    result: null,
    ...more,
  };
}

const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
) => ({
  type: "object" as const,
  properties,
  required,
});

const tree = {
  $ref: "#/$defs/Tree",
  $defs: {
    Tree: object({
      name: { type: "string" },
      children: { type: "array", items: { $ref: "#/$defs/Tree" } },
    }),
  },
} as const satisfies ProjectFunction["result"];

const functions = [
  functionAt("api.users.get", {
    doc: "One user,\nor null.",
    args: {
      ...object({ id: { type: "integer" }, tag: { type: "string" } }, ["id"]),
      additionalProperties: false,
    },
    result: {
      anyOf: [
        object({ id: { type: "integer", format: "int64" }, email: { type: "string" } }),
        { type: "null" },
      ],
    },
  }),
  functionAt("api.users.rename", { kind: "mutation", idempotent: false, doc: "Renames */ it." }),
  functionAt("api.admin.users.trees", {
    result: { type: "array", items: tree, $defs: tree.$defs } as never,
  }),
  functionAt("api.ping", {
    args: { type: "object", properties: {}, additionalProperties: false },
    result: { type: "null" },
  }),
  functionAt("api.hidden", { kind: "internalQuery" }),
  functionAt("api.users.long", {
    result: object(
      Object.fromEntries(
        ["first", "second", "third", "fourth", "fifth", "sixth"].map((name) => [
          `${name}Name`,
          { type: ["string", "null"] },
        ]),
      ),
    ) as never,
  }),
];

it("prints flat types and what the client must know, the same for any order", () => {
  const text = generateApi(functions, "sha256:abc");
  expect(generateApi([...functions].reverse(), "sha256:abc")).toBe(text);
  expect(text).toMatchInlineSnapshot(`
    "/* eslint-disable */
    // Made by \`stopgap build\` from the functions of this project. Changes are lost.
    import { defineApi, type Mutation, type Query } from "@stopgap/client";

    export type Tree = { name: string; children: Tree[] };

    /** The project's functions. */
    export interface Api {
      readonly admin: {
        readonly users: {
          readonly trees: Query<unknown, Tree[]>;
        };
      };
      readonly ping: Query<Record<string, never>, null>;
      readonly users: {
        /**
         * One user,
         * or null.
         */
        readonly get: Query<
          { id: number; tag?: string | undefined },
          { id: number | bigint; email: string } | null
        >;
        readonly long: Query<
          unknown,
          {
            firstName: string | null;
            secondName: string | null;
            thirdName: string | null;
            fourthName: string | null;
            fifthName: string | null;
            sixthName: string | null;
          }
        >;
        /** Renames *\\/ it. */
        readonly rename: Mutation<unknown, unknown>;
      };
    }

    export const api = defineApi<Api>({
      contractHash: "sha256:abc",
      functions: {
        "admin.users.trees": { kind: "query", idempotent: true },
        "ping": { kind: "query", idempotent: true },
        "users.get": { kind: "query", idempotent: true },
        "users.long": { kind: "query", idempotent: true },
        "users.rename": { kind: "mutation", idempotent: false },
      },
    });
    "
  `);
});

const client = `
  export interface Query<A, R> { (args: A): Promise<R> }
  export interface Mutation<A, R> { (args: A): Promise<R>; readonly writes: true }
  export declare function defineApi<Api>(contents: { contractHash: string; functions: Record<string, { kind: "query" | "mutation"; idempotent: boolean }> }): Api;`;

it("prints what type-checks, however strictly, with the types that were declared", async () => {
  const folder = projectFolder({
    "a.ts": `import { mutation, query, v, type JsonValue } from "@stopgap/runtime";
      interface Tree { name: string; children: Tree[] }
      export const everything = query(v.object({ id: v.int(), "odd key": v.optional(v.array(v.string())), pair: v.tuple([v.string(), v.number()]), any: v.any(), map: v.record(v.string(), v.int()) }),
        (): { a: string | null; b?: Date; c: [string, number?]; d: Record<string, bigint>; e: "x" | 1 | true; f: (string | null)[]; g: { [key: string]: string | number; h: string }; j: JsonValue; n: null } => { throw 1; });
      /** A tree. */
      export const tree = query((): Tree => { throw 1; });
      export const save = mutation(v.lazy(() => v.string()), () => undefined);
      export const either = query(v.discriminatedUnion("k", [v.object({ k: v.literal("a") }), v.object({ k: v.literal("b"), n: v.bigint() })]), () => 1);`,
  });
  const project = folder.open();
  const { functions: found, diagnostics } = await project.check();
  expect(diagnostics).toEqual([]);
  const callers = projectFolder({
    "/tsconfig.json": JSON.stringify({
      compilerOptions: {
        noUnusedLocals: true,
        exactOptionalPropertyTypes: true,
        verbatimModuleSyntax: true,
        noUncheckedIndexedAccess: true,
      },
    }),
    "/node_modules/@stopgap/client/package.json": JSON.stringify({
      name: "@stopgap/client",
      version: "1.0.0",
      types: "index.d.ts",
      main: "index.js",
    }),
    "/node_modules/@stopgap/client/index.d.ts": client,
    "api.ts": generateApi(found, contractHash(found)),
    "use.ts": `import { api, type Tree } from "./api.js";
      export const result: Promise<{ a: string | null; b?: string; c: [string, (number | null)?]; d: Record<string, number | bigint>; e: "x" | 1 | true; f: (string | null)[]; g: { [key: string]: string | number; h: string }; j: unknown; n: null }> =
        api.a.everything({ id: 1, pair: ["a", 1] as const, any: {}, map: { a: 1 }, "odd key": undefined });
      export const trees: Promise<Tree> = api.a.tree(undefined);
      export const nothing: Promise<null> = api.a.save("x");
      const writes: true = api.a.save.writes;
      api.a.either({ k: "b", n: 5n });
      // @ts-expect-error -- no such member
      api.a.either({ k: "a", n: 5n });
      // @ts-expect-error -- a number is wanted
      api.a.everything({ id: "x", pair: ["a", 1], any: {}, map: {} });
      // @ts-expect-error -- unknown keys are refused
      api.a.everything({ id: 1, pair: ["a", 1], any: {}, map: {}, more: 1 });
      export { writes };`,
  });
  expect(await callers.findings()).toEqual([]);
});

it("prints an empty api where there is nothing to call", () => {
  expect(generateApi([], "sha256:x")).toContain("export interface Api {}\n");
  expect(generateApi([], "sha256:x")).toContain('import { defineApi } from "@stopgap/client";');
});

it("gives types that refer to themselves names of their own", () => {
  const named = (properties: object): never =>
    ({
      $ref: "#/$defs/Api",
      $defs: { Api: object({ ...properties, next: { $ref: "#/$defs/Api" } }) },
    }) as never;
  const text = generateApi(
    [
      functionAt("api.a", { result: named({ x: {} }) }),
      functionAt("api.b", { result: named({ y: {} }) }),
      functionAt("api.c", { result: named({ x: {} }) }),
    ],
    "",
  );
  expect(text.match(/export type \w+ = .*/g)).toEqual([
    "export type Api2 = { x: unknown; next: Api2 };",
    "export type Api3 = { y: unknown; next: Api3 };",
  ]);
  expect(text).toContain(
    "readonly a: Query<unknown, Api2>;\n  readonly b: Query<unknown, Api3>;\n  readonly c: Query<unknown, Api2>;",
  );
});

it("hashes what callers rely on, and nothing else", () => {
  const hash = contractHash(functions);
  expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(contractHash([...functions].reverse())).toBe(hash);
  const changed = (more: Partial<ProjectFunction>): string =>
    contractHash([...functions, functionAt("api.z", more)]);
  const base = changed({});
  expect(base).not.toBe(hash);
  expect([
    changed({ roles: ["a"], definer: "b", doc: "c", file: "d.ts" }),
    contractHash([
      ...functions,
      functionAt("api.z"),
      functionAt("api.i", { kind: "internalMutation" }),
    ]),
  ]).toEqual([base, base]);
  const others = [
    changed({ kind: "mutation" }),
    changed({ idempotent: false }),
    changed({ args: {} }),
    changed({ result: {} }),
  ];
  expect(new Set([base, ...others]).size).toBe(5);
});
