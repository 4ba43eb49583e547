import { describe, expect, it } from "vitest";
import { parseModule } from "../../src/core/module-program.js";
import { typeContext } from "../../src/core/typed-source.js";
import { compile, findings } from "../compile.js";

const unknownMember = "does not exist on type 'Context<unknown>'.";

describe("the parameter of a plain default export", () => {
  it.each([
    ["an arrow function with parentheses", "export default (ctx) => ctx.oops;", "1:29"],
    ["an arrow function without parentheses", "export default ctx => ctx.oops;", "1:27"],
    ["an async arrow function", "export default async (ctx) => ctx.oops;", "1:35"],
    ["an async one without parentheses", "export default async ctx => ctx.oops;", "1:33"],
    [
      "one whose comment has a parenthesis",
      "export default async /* ( */ ctx => ctx.oops;",
      "1:41",
    ],
    ["one in parentheses", "export default ((ctx) => ctx.oops);", "1:30"],
    [
      "one that is generic",
      "export default <T extends (a: T) => T>(ctx) => [ctx.oops as T];",
      "1:53",
    ],
    ["a function declaration", "export default function f(ctx) { return ctx.oops; }", "1:45"],
    ["a function without a name", "export default function (ctx) { return ctx.oops; }", "1:44"],
    ["an async function", "export default async function (ctx) { return ctx.oops; }", "1:50"],
    ["an async generator", "export default async function* (ctx) { yield ctx.oops; }", "1:50"],
    ["a function expression", "export default (function (ctx) { return ctx.oops; });", "1:45"],
    ["a comment in between", "export /* a */ default /* b */ (ctx) => ctx.oops;", "1:45"],
    ["a line of its own", "export default (\n  ctx,\n) => ctx.oops;", "3:10"],
    ["an optional parameter", "export default (ctx?) => ctx?.oops;", "1:31"],
  ])("has the type of the context in %s", (_name, source, position) => {
    expect(findings(source)).toEqual([`${position} Property 'oops' ${unknownMember}`]);
  });

  it("may be destructured", () => {
    expect(findings("export default ({ args, db }) => db.query(String(args));")).toEqual([]);
    expect(findings("export default ({ args, oops }) => [args, oops];")).toEqual([
      `1:25 Property 'oops' ${unknownMember}`,
    ]);
  });

  it.each([
    "export default (ctx: { n: number }) => ctx.n;",
    "export default function (ctx: number) { return ctx; }",
    "export default (ctx = 1) => ctx;",
    "export default (...all: unknown[]) => all;",
    "export default () => 1;",
  ])("is left as it is written: %s", (source) => {
    expect(typeContext(parseModule(source, "ts")).source).toBe(source);
    expect(findings(source)).toEqual([]);
  });

  it("leaves everything but the default export alone", () => {
    const source = "const other = (ctx) => ctx;\nexport default () => other;";
    expect(typeContext(parseModule(source, "ts")).source).toBe(source);
    expect(findings(source)).toEqual(["1:16 Parameter 'ctx' implicitly has an 'any' type."]);
  });

  it("does not move what is said of the rest of its line", () => {
    expect(findings("const a = b; export default (ctx) => ctx.x; const c = d;")).toEqual([
      "1:11 Cannot find name 'b'.",
      `1:42 Property 'x' ${unknownMember}`,
      "1:55 Cannot find name 'd'.",
    ]);
    expect(findings("export default ctx => ctx.x + missing;\nconst a = b;")).toEqual([
      `1:27 Property 'x' ${unknownMember}`,
      "1:31 Cannot find name 'missing'.",
      "2:11 Cannot find name 'b'.",
    ]);
  });

  it.each([
    ["export default (ctx) => { return (ctx; }", "1:38 ')' expected."],
    ["export default ctx => { return (ctx; }", "1:36 ')' expected."],
    [`export default (ctx) => import("./a");`, `1:32 Cannot import "./a"`],
    ["export default (ctx) => __stopgap_budget;", `1:25 "__stopgap_budget" cannot be used`],
  ])("does not move what is said of syntax, imports and names: %s", (source, finding) => {
    expect(findings(source)[0]).toContain(finding);
  });

  it("is not in the code: it is emitted from the source as written", () => {
    expect(compile("export default ctx => ctx.args;").code).toBe(
      `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.default = ctx => {
    if (__stopgap_budget) --__stopgap_budget; else __stopgap_check();
    return ctx.args;
};
`,
    );
  });
});
