import { expect, it } from "vitest";
import { projectFolder, type Tree } from "../project-folder.js";

async function pathsOf(files: Tree): Promise<string[]> {
  const folder = projectFolder(files);
  const project = folder.open();
  expect(await folder.findings(project)).toEqual([]);
  const { functions } = await project.check();
  return functions.map(({ path, kind }) => `${path} ${kind}`);
}

const wrappers = `import stopgap, { internalMutation, internalQuery, mutation, query, v } from "@stopgap/runtime";\n`;

it("finds every export that a wrapper made, by its type, with its path and kind", async () => {
  const found = await pathsOf({
    "users.ts": `${wrappers}
      export const get = query(v.object({ id: v.int() }), ({ id }) => id);
      export const add = mutation(() => 1);
      export const sum = internalQuery(() => 1);
      export const purge = internalMutation(() => 1);
      export const other = stopgap.query(() => 1);
      const renamed = query(() => 1);
      export { renamed as find };
      const helper = query(() => 1);
      export const answer = 42;
      export function plain() { return helper; }
      export type Type = typeof get;`,
    "admin/reports/daily.ts": `${wrappers}export const run = query(() => 1);`,
  });
  expect(found).toEqual([
    "api.admin.reports.daily.run query",
    "api.users.add mutation",
    "api.users.find query",
    "api.users.get query",
    "api.users.other query",
    "api.users.purge internalMutation",
    "api.users.sum internalQuery",
  ]);
});

it.each([
  [
    "a wrapper of a wrapper",
    `const authed = (q: typeof query) => q; export const f = authed(query)(() => 1);`,
  ],
  [
    "a function that makes one",
    `function make() { return query(() => 1); } export const f = make();`,
  ],
  [
    "a generic function that makes one",
    `const make = <T>(value: T) => query(() => value); export const f = make({ a: 1 });`,
  ],
  [
    "a wrapper of its own with context",
    `const authed = <T>(run: (user: string, args: unknown) => T) => query(async (args, ctx) => run(ctx.auth.role, args));
     export const f = authed((user) => user.length);`,
  ],
  ["satisfies", `export const f = query(() => 1) satisfies (ctx: never) => unknown;`],
  ["as const", `export const f = ([query(() => 1)] as const)[0];`],
  ["a member of an object", `const all = { f: query(() => 1) }; export const f = all.f;`],
  ["destructuring", `export const { f } = { f: query(() => 1) };`],
  ["let", `export let f = query(() => 1);`],
  ["an alias of the wrapper", `const read = query; export const f = read(() => 1);`],
])("finds what is made by %s", async (_, source) => {
  expect(await pathsOf({ "a.ts": wrappers + source })).toEqual(["api.a.f query"]);
});

it("takes a function that is exported again for one of its own at each path", async () => {
  const found = await pathsOf({
    "users.ts": `${wrappers}export const get = query(() => 1); export const list = query(() => 2);`,
    "named.ts": `export { get as a } from "./users.js";`,
    "all.ts": `export * from "./users";`,
    "imported.ts": `import { list } from "./users.ts"; export { list };`,
    "everything.ts": `export * as users from "./users";`,
  });
  expect(found).toEqual([
    "api.all.get query",
    "api.all.list query",
    "api.imported.list query",
    "api.named.a query",
    "api.users.get query",
    "api.users.list query",
  ]);
});

it("leaves out what is exported as a type only", async () => {
  const found = await pathsOf({
    "_users.ts": `${wrappers}export const get = query(() => 1);`,
    "a.ts": `export type { get } from "./_users"; import type { get as g } from "./_users"; export { g };`,
    "b.ts": `export type * from "./_users"; export { type get as h } from "./_users";`,
  });
  expect(found).toEqual([]);
});

it("takes index.ts for its folder, where that has a name", async () => {
  const found = await pathsOf({
    "index.ts": `${wrappers}export const ping = query(() => 1);`,
    "admin/index.ts": `${wrappers}export const list = query(() => 1);`,
  });
  expect(found).toEqual(["api.admin.list query", "api.index.ping query"]);
});

it("finds no functions in private files, tests, declarations and what is generated, which may be imported", async () => {
  const source = `${wrappers}export const f = query(() => 1);`;
  const found = await pathsOf({
    "a.ts": `import { f } from "./_private"; import { f as g } from "./_lib/b"; export const h = [f, g, text]; import { text } from "./test/data";`,
    "_private.ts": source,
    "_lib/b.ts": source,
    "_generated/api.ts": `this is not looked at`,
    "a.test.ts": `neither is this`,
    "b.spec.ts": source,
    "c.test-d.ts": source,
    "types.d.ts": `declare const global: string;`,
    "test/data.ts": `export const text = "";`,
    "deep/__tests__/d.ts": source,
    "node_modules/x/e.ts": source,
    ".hidden/f.ts": source,
    "script.js": `export const f = 1;`,
  });
  expect(found).toEqual([]);
});

it("reads roles, definer and idempotence off the type", async () => {
  const folder = projectFolder({
    "a.ts": `${wrappers}
      export const f = mutation({ roles: ["x", "y"], security: { definer: "z" }, idempotent: true }, () => 1);
      export const g = mutation({ idempotent: false }, () => 1);
      export const h = query(() => 1);`,
  });
  const { functions } = await folder.open().check();
  expect(functions).toMatchObject([
    { exportName: "f", roles: ["x", "y"], definer: "z", idempotent: true },
    { exportName: "g", roles: null, definer: null, idempotent: false },
    { exportName: "h", roles: null, definer: null, idempotent: true },
  ]);
});
