import { describe, expect, it } from "vitest";
import { compile } from "../compile.js";

const runtime = `import stopgap, { type Handler, internalQuery, internalMutation, query, mutation, v } from "@stopgap/runtime";\n`;

describe("the entry point", () => {
  it.each([
    ["query", "export default query(() => 1);"],
    ["query", "export default query(v.object({}), () => 1);"],
    ["query", "export default stopgap.query(() => 1);"],
    ["query", "const f = query(() => 1); export default f;"],
    ["query", "const f = query(() => 1); export { f as default };"],
    ["query", "export const f = query(() => 1); export default f;"],
    ["mutation", "export default mutation(async () => 1);"],
    ["mutation", "const wrap = mutation; export default wrap(() => 1);"],
    ["mutation", "function make() { return mutation(() => 1); } export default make();"],
    ["internalQuery", "export default internalQuery(() => 1);"],
    ["internalMutation", "export default stopgap.internalMutation({ args: v.int() }, () => 1);"],
    ["query", "export default query({ args: v.int(), roles: ['a'] }, () => 1);"],
    ["handler", "export default () => 1;"],
    ["handler", "export default async (ctx) => ctx.args;"],
    ["handler", "export default function () { return 1; }"],
    ["handler", "export default function* () { yield 1; }"],
    ["handler", "const f = () => 1; export default f;"],
    ["handler", "export default Object.assign(() => 1, { __stopgap_kind: 5 });"],
    ["handler", "const f: any = 1; export default f;"],
  ])("is a %s: %s", (kind, source) => {
    const { diagnostics, entryKind } = compile(runtime + source);
    expect(diagnostics).toEqual([]);
    expect(entryKind).toBe(kind);
  });

  const advice =
    "Write `export default query(...)`, `export default mutation(...)`, or `export default (ctx) => ...`.";
  const missing = "The module has no default export, which is the function that runs.";
  const wrong = "The module's default export is no function.";
  it.each([
    [missing, ""],
    [missing, "export const f = query(() => 1);"],
    [missing, "const f = query(() => 1);"],
    [wrong, "export default 5;"],
    [wrong, "export default class { }"],
    [wrong, "export default { handler: () => 1 };"],
    [wrong, "interface F { (): void } export default F;"],
    [wrong, "export default query;\nexport const never = 1;".replace("query;", "v;")],
  ])("is missed: %s %s", (message, source) => {
    const result = compile(runtime + source);
    expect(result.code).toBe("");
    expect(result.entryKind).toBeNull();
    expect(result.diagnostics).toContainEqual({
      severity: "error",
      phase: "entry",
      code: 90001,
      message: `${message} ${advice}`,
      line: null,
      column: null,
    });
  });

  it("is not missed where none is wanted", () => {
    const result = compile("export const a = 1;", { entry: false });
    expect(result.diagnostics).toEqual([]);
    expect(result.code).toContain("exports.a = 1;");
  });
});

describe("the options of the entry point", () => {
  it.each([
    ["export default query(() => 1);", null, null],
    ["export default () => 1;", null, null],
    ["export default query({ args: v.int() }, () => 1);", null, null],
    ["export default query({ roles: ['a', 'b c'] }, () => 1);", ["a", "b c"], null],
    ["export default mutation({ security: { definer: 'x' } }, () => 1);", null, "x"],
    [
      "export default stopgap.query({ args: v.int(), roles: ['a'], security: { definer: 'x' } }, () => 1);",
      ["a"],
      "x",
    ],
    [
      "const roles = ['a', 'b'] as const; const f = query({ roles }, () => 1); export { f as default };",
      ["a", "b"],
      null,
    ],
    ["const definer = 'x'; export default query({ security: { definer } }, () => 1);", null, "x"],
    ["export default query({ roles: null }, () => 1);", null, null],
  ])("are read off its type: %s", (source, roles, definer) => {
    const { diagnostics, entryRoles, entryDefiner } = compile(runtime + source);
    expect(diagnostics).toEqual([]);
    expect({ entryRoles, entryDefiner }).toEqual({ entryRoles: roles, entryDefiner: definer });
  });

  const roles =
    'The roles of a handler must be written out, such as `roles: ["support"]`, one at least. A deployment reads it without running the code.';
  const security =
    'The security of a handler must be written out, such as `security: { definer: "reports" }`. A deployment reads it without running the code.';
  const kind =
    "The type of the default export leaves open what wraps it: export the result of one call of `query`, `mutation`, `internalQuery` or `internalMutation`. A deployment finds it out without running the code.";
  it.each([
    [roles, "const names = ['a'];\nexport default query({ roles: names }, () => 1);"],
    [roles, "const name: string = 'a';\nexport default query({ roles: [name] }, () => 1);"],
    [roles, "\nexport default query({ roles: [] }, () => 1);"],
    [roles, "\nexport default query({ roles: ['a', ''] }, () => 1);"],
    [roles, "const more = ['b'];\nexport default query({ roles: ['a', ...more] }, () => 1);"],
    [
      roles,
      "const either = [Math.random() > 1 ? 'a' : 'b'] as const;\nexport default query({ roles: either }, () => 1);",
    ],
    [
      roles,
      "const options: { roles?: readonly ['a'] } = {};\nexport default query({ roles: options.roles ?? null }, () => 1);",
    ],
    [roles, "const names = JSON.parse('');\nexport default query({ roles: names }, () => 1);"],
    [
      security,
      "const definer: string = 'a';\nexport default query({ security: { definer } }, () => 1);",
    ],
    [security, "\nexport default query({ security: { definer: '' } }, () => 1);"],
    [
      security,
      "const both = { definer: 'a', invoker: 'b' } as const;\nexport default query({ security: both }, () => 1);",
    ],
    [security, "const any = JSON.parse('');\nexport default query({ security: any }, () => 1);"],
    [kind, "const f = () => 1;\nexport default Math.random() > 1 ? query(f) : mutation(f);"],
    [kind, "const f = () => 1;\nexport default Math.random() > 1 ? internalQuery(f) : f;"],
    [kind, "const f: Handler<any, unknown, 1> = query(() => 1);\nexport default f;"],
  ])("must be literal: %#", (message, source) => {
    const result = compile(runtime + source);
    expect(result.diagnostics).toEqual([
      { severity: "error", phase: "entry", code: 90005, message, line: 3, column: 1 },
    ]);
    expect(result).toMatchObject({ code: "", entryKind: null, entryRoles: null });
  });

  it("are not to be lost in an annotation", () => {
    const source =
      "const f: Handler<'query', unknown, 1> = query({ roles: ['a'] }, () => 1 as const);\nexport default f;";
    expect(compile(runtime + source).diagnostics).toMatchObject([{ phase: "semantic" }]);
  });
});
