import { expect, it } from "vitest";
import { projectFolder, type Tree } from "../project-folder.js";

const wrappers = `import { internalQuery, mutation, query } from "@stopgap/runtime";\n`;
const list = `${wrappers}export const list = query(() => 1);`;

async function refusalsOf(files: Tree): Promise<string[]> {
  return projectFolder(files).findings();
}

it.each([
  [
    "user-list.ts",
    `The file "user-list" cannot be part of a function's path: it may have letters, digits and underscores only. Rename it, such as "userList.ts".`,
  ],
  [
    "users.v2.ts",
    `The file "users.v2" cannot be part of a function's path: it may have letters, digits and underscores only. Rename it, such as "usersV2.ts".`,
  ],
  [
    "my-app/users.ts",
    `The folder "my-app" cannot be part of a function's path: it may have letters, digits and underscores only. Rename it, such as "myApp".`,
  ],
  [
    "2fa.ts",
    `The file "2fa" cannot be part of a function's path: it may not begin with a digit. Rename it, such as "fa.ts".`,
  ],
  [
    "größe.ts",
    `The file "größe" cannot be part of a function's path: it may have letters, digits and underscores only. Rename it, such as "groE.ts".`,
  ],
  [
    "constructor.ts",
    `The file "constructor" cannot be part of a function's path: the name has a meaning of its own in JavaScript. Rename it.`,
  ],
])("refuses the path of %s, and says what to call it", async (file, message) => {
  expect(await refusalsOf({ [file]: list })).toEqual([`${file} error 90011 ${message}`]);
});

it("lets files without functions have any name", async () => {
  expect(await refusalsOf({ "some-helper.ts": "export const a = 1;" })).toEqual([]);
});

it("refuses names of exports that no path can have, where they are", async () => {
  const refusals = await refusalsOf({
    "a.ts": `${wrappers}const f = query(() => 1);
export { f as then, f as "a-b", f as größe, f as delete };
export const $all = query(() => 1);`,
  });
  expect(refusals).toEqual([
    `a.ts:3:15 error 90012 "then" cannot be part of a function's path: the name has a meaning of its own in JavaScript. Export it under another name.`,
    `a.ts:3:26 error 90012 "a-b" cannot be part of a function's path: it may have letters, digits and underscores only. Export it under another name, such as "aB".`,
    `a.ts:3:38 error 90012 "größe" cannot be part of a function's path: it may have letters, digits and underscores only. Export it under another name, such as "groE".`,
    `a.ts:4:14 error 90012 "$all" cannot be part of a function's path: it may have letters, digits and underscores only. Export it under another name, such as "all".`,
  ]);
});

it("refuses a handler as default export, and proposes a name", async () => {
  const refusals = await refusalsOf({
    "users.ts": `${wrappers}export default query(() => 1);`,
    "index.ts": `${wrappers}const f = query(() => 1); export { f as default };`,
    "plain.ts": `export default () => 1;`,
  });
  expect(refusals).toEqual([
    "index.ts:2:41 error 90013 A default export has no name to be called by: write `export const run = ...`.",
    "users.ts:2:1 error 90013 A default export has no name to be called by: write `export const users = ...`.",
  ]);
});

it("refuses two functions of the same path", async () => {
  expect(await refusalsOf({ "users.ts": list, "users/index.ts": list })).toEqual([
    `users/index.ts:2:14 error 90021 "api.users.list" is in users.ts as well. Rename one of them.`,
  ]);
});

it("refuses two functions of the same live name", async () => {
  const refusals = await refusalsOf({
    "a__b.ts": list,
    "a/b.ts": list,
    "c.ts": `${wrappers}export const a__b__list = internalQuery(() => 1);`,
  });
  expect(refusals).toEqual([
    `a__b.ts:2:14 error 90021 "api.a__b.list" and "api.a.b.list" in a/b.ts would have the same live function, "a__b__list". Rename one of them.`,
  ]);
});

it("refuses a function where a folder goes on", async () => {
  const refusals = await refusalsOf({
    "users.ts": `${wrappers}export const list = query(() => 1);`,
    "users/list.ts": `${wrappers}export const all = query(() => 1);`,
  });
  expect(refusals).toEqual([
    `users.ts:2:14 error 90021 "api.users.list" cannot be a function: there is "api.users.list.all" in users/list.ts. Rename one of them.`,
  ]);
});

it("refuses files and folders that differ only in case", async () => {
  const refusals = await refusalsOf({
    "Users.ts": list,
    "users.ts": "export {};",
    "x/a.ts": list,
    "X/b.ts": list,
  });
  expect(refusals).toEqual([
    `users.ts error 90021 "users.ts" and "Users.ts" differ only in case: some file systems take them for one. Rename one of them.`,
    `x/a.ts error 90021 "x" and "X" differ only in case: some file systems take them for one. Rename one of them.`,
  ]);
});

it("refuses an export whose type leaves open what it is", async () => {
  const refusals = await refusalsOf({
    "a.ts": `${wrappers}const f = () => 1;
export const either = Math.random() > 1 ? query(f) : mutation(f);
export const maybe = Math.random() > 1 ? query(f) : undefined;
const roles = ["a"];
export const open = query({ roles }, f);
export const unsure = mutation({ idempotent: Math.random() > 1 }, f);
export * from "./_b";`,
    "_b.ts": `${wrappers}const f = () => 1;
export const other = Math.random() > 1 ? query(f) : f;`,
  });
  const kind =
    "leaves open what wraps it: export the result of one call of `query`, `mutation`, `internalQuery` or `internalMutation`. A deployment finds it out without running the code.";
  expect(refusals).toEqual([
    `a.ts:3:14 error 90014 The type of "either" ${kind}`,
    `a.ts:4:14 error 90014 The type of "maybe" ${kind}`,
    'a.ts:6:14 error 90014 The roles of a handler must be written out, such as `roles: ["support"]`, one at least. A deployment reads it without running the code.',
    "a.ts:7:14 error 90014 Whether a handler is idempotent must be written out: `idempotent: true`. A deployment reads it without running the code.",
    `a.ts:8:1 error 90014 The type of "other" ${kind}`,
  ]);
});
