import { describe, expect, it } from "vitest";
import { compile } from "../compile.js";

const runtime = `import stopgap, { query, mutation, v } from "@stopgap/runtime";\n`;

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
