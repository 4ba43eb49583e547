import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createCompiler, fingerprint, loadDeclarations } from "../../src/index.js";
import { compile, findings } from "../compile.js";

const getUser = `import { query, v } from "@stopgap/runtime";
const schema = v.object({ id: v.int() });
export default query(schema, async (args, ctx) => {
  const rows = await ctx.db.query("select id from app.users where id = $1", [args.id]);
  return rows[0] ?? null;
});
`;

describe("a module without errors", () => {
  it("comes out as code, with nothing to say about it", () => {
    const result = compile(getUser);
    expect(result).toEqual({
      code: expect.stringContaining("exports.default = ") as string,
      sourceMap: null,
      diagnostics: [],
      entryKind: "query",
      entryRoles: null,
      entryDefiner: null,
      options: {},
      fingerprint,
      imports: {},
      abi: 1,
    });
  });

  it("is the same code, checked or not", () => {
    const folder = new URL("../fixtures/", import.meta.url);
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".ts"))) {
      const source = readFileSync(new URL(name, folder), "utf8");
      expect(compile(source, { check: false, entry: false }).code).toBe(compile(source).code);
    }
  });

  it("is the same code whatever was compiled before", () => {
    const fresh = createCompiler(loadDeclarations()).compile({ source: getUser });
    compile("export default () => 1;");
    compile("export default () => missing;");
    expect(compile(getUser).code).toBe(fresh.code);
    expect(compile(getUser).code).toBe(fresh.code);
  });

  it("may be empty where no entry point is wanted", () => {
    for (const source of ["", "  \n", "// nothing"]) {
      expect(compile(source, { entry: false })).toMatchObject({
        code: expect.stringMatching(/^"use strict";\n/) as string,
        diagnostics: [],
        entryKind: null,
      });
    }
  });

  it("may begin with #! and with a byte order mark", () => {
    expect(compile("#!/usr/bin/env node\nexport default () => 1;").code).toMatch(/^\/\/\/usr/);
    expect(findings("\uFEFFexport default () => 1;")).toEqual([]);
  });

  it("sees ES2022 and nothing of the browser, of Node or of the engine", () => {
    expect(findings(`export default () => [1].at(-1) ?? Object.hasOwn({}, "a");`)).toEqual([]);
    for (const name of [
      "fetch",
      "require",
      "process",
      "setTimeout",
      "window",
      "Buffer",
      "plv8",
      "pljs",
      "URL",
      "structuredClone",
      "queueMicrotask",
    ]) {
      expect(findings(`export default () => ${name};`)).toEqual([
        expect.stringContaining(`1:22 Cannot find name '${name}'.`),
      ]);
    }
  });

  it("may declare with using what has a method for its disposal", () => {
    const using = (declaration: string) =>
      findings(`export default async () => { ${declaration} };`);
    expect(using("using a = { [Symbol.dispose]() {} }, b = null, c: Disposable = a;")).toEqual([]);
    expect(using("await using a: AsyncDisposable = { async [Symbol.asyncDispose]() {} };")).toEqual(
      [],
    );
    expect(using("await using a = { [Symbol.dispose]() {} };")).toEqual([]);
    expect(using("using a = { async [Symbol.asyncDispose]() {} };")).toEqual([
      expect.stringContaining("must be either an object with a '[Symbol.dispose]()' method"),
    ]);
    expect(using("new DisposableStack();")).toEqual([
      expect.stringContaining("Cannot find name 'DisposableStack'."),
    ]);
  });

  it("has its types checked without those of an earlier one", () => {
    expect(findings("declare global { var leaked: number }\nexport default () => leaked;")).toEqual(
      [],
    );
    expect(findings("export default () => leaked;")).toEqual(["1:22 Cannot find name 'leaked'."]);
    expect(
      findings(
        `declare module "@stopgap/runtime" { interface Context { extra: number } }
export default (ctx) => ctx.extra;`,
      ),
    ).toEqual([]);
    expect(findings("export default (ctx) => ctx.extra;")).toEqual([
      "1:29 Property 'extra' does not exist on type 'Context<unknown>'.",
    ]);
  });

  it("knows nothing of what an earlier one calls by the same name", () => {
    const item = (type: string): string => `export interface Item { id: ${type} }
const item: Item = { id: 1 };
export default () => item.id;`;
    expect(findings(item("number"))).toEqual([]);
    expect(findings(item("string"))).toEqual([
      "2:22 Type 'number' is not assignable to type 'string'.",
    ]);
    expect(findings("const item: Item = 1;\nexport default () => item;")).toEqual([
      "1:13 Cannot find name 'Item'.",
    ]);
  });

  it("has its types checked however many there were before", () => {
    const compiler = createCompiler(loadDeclarations());
    for (let number = 0; number <= 210; number += 1) {
      const source = `export default (ctx) => ctx.${number % 50 === 0 ? "oops" : "args"};`;
      const { diagnostics } = compiler.compile({ source });
      expect(diagnostics.map(({ code, column }) => [code, column])).toEqual(
        number % 50 === 0 ? [[2339, 29]] : [],
      );
    }
  });
});

describe("a type error", () => {
  const wrong = `import { query, v } from "@stopgap/runtime";
export default query(v.object({ id: v.int() }), (args) =>
  args.id.toUpperCase());
`;

  it("is named with its line and column, and leaves no code", () => {
    expect(compile(wrong)).toMatchObject({
      code: "",
      sourceMap: null,
      diagnostics: [
        {
          severity: "error",
          phase: "semantic",
          code: 2339,
          message: "Property 'toUpperCase' does not exist on type 'number'.",
          line: 3,
          column: 11,
        },
      ],
    });
  });

  it("is not looked for when types are not checked", () => {
    expect(compile(wrong, { check: false, entry: false })).toMatchObject({
      code: expect.stringContaining("toUpperCase()") as string,
      diagnostics: [],
      entryKind: null,
    });
  });

  it.each([
    ["a missing key", `args.name`, "Property 'name' does not exist on type '{ id: number; }'."],
    ["a wrong parameter", `ctx.db.query(5)`, "No overload matches this call."],
    [
      "a wrong row",
      `ctx.db.query<string>("")`,
      "Type 'string' does not satisfy the constraint 'object'.",
    ],
    [
      "writing to the context",
      `ctx.args = 1`,
      "Cannot assign to 'args' because it is a read-only property.",
    ],
    ["an unknown method", `ctx.db.begin()`, "Property 'begin' does not exist on type 'DbApi'."],
  ])("is found in %s", (_name, body, message) => {
    const source = `import { query, v } from "@stopgap/runtime";
export default query(v.object({ id: v.int() }), (args, ctx) => { void args; return ${body}; });`;
    const [found] = findings(source);
    expect(found?.replace(/^.*? /, "")).toContain(
      message.startsWith("No overload") ? "Argument of type 'number'" : message,
    );
  });

  it("is counted in UTF-16 units from the beginning of its line, whatever ends the lines", () => {
    for (const lineBreak of ["\n", "\r\n", "\r"]) {
      const source = [`const a = "😀é";`, `export default () => "😀" + b;`].join(lineBreak);
      expect(findings(source)).toEqual(["2:29 Cannot find name 'b'."]);
    }
  });

  it("is found as often as the same module is compiled", () => {
    const first = compile(wrong);
    expect(first.diagnostics).toHaveLength(1);
    expect(compile(wrong)).toEqual(first);
  });

  it("may be silenced as anywhere else", () => {
    expect(findings(`// @ts-nocheck\nconst a: number = "";\nexport default () => a;`)).toEqual([]);
    expect(findings(`// @ts-expect-error\nconst a: number = "";\nexport default () => a;`)).toEqual(
      [],
    );
    expect(findings(`// @ts-expect-error\nconst a = "";\nexport default () => a;`)).toEqual([
      "1:1 Unused '@ts-expect-error' directive.",
    ]);
  });
});

describe("a syntax error", () => {
  it.each([true, false])("is named with its line and column (types checked: %s)", (check) => {
    const result = compile("export default (ctx) => {\n  return (ctx;\n};\n", {
      check,
      entry: check,
    });
    expect(result).toMatchObject({ code: "", sourceMap: null, entryKind: null });
    expect(result.diagnostics).toEqual([
      {
        severity: "error",
        phase: "syntactic",
        code: 1005,
        message: "')' expected.",
        line: 2,
        column: 14,
      },
    ]);
  });

  it("hides what could be said of types", () => {
    expect(findings("export default () => missing +;")).toEqual(["1:31 Expression expected."]);
  });

  it.each([
    "export default () => <div/>;",
    "with (Math) { }",
    "export default () => 010;",
    "`",
    "/*",
    "'",
  ])("is found in %s", (source) => {
    const { code, diagnostics } = compile(source);
    expect(code).toBe("");
    expect(diagnostics[0]).toMatchObject({ severity: "error" });
  });
});

describe("top-level await", () => {
  it("may stand where Node lets it stand", () => {
    expect(
      findings(`const a = await Promise.resolve(1);
for await (const x of [a]) void x;
class B extends (await Promise.resolve(Object)) {}
export default () => a + String(B).length;
`),
    ).toEqual([]);
  });

  it("may not stand in a function that is not async", () => {
    expect(findings("export default () => { await 1; };")).toEqual([
      "1:24 'await' expressions are only allowed within async functions and at the top levels of modules.",
    ]);
  });
});

describe("the options", () => {
  it("lose what equals a default", () => {
    const source = "export default () => 1;";
    expect(compile(source, { options: { source_map: false, import_map: {} } }).options).toEqual({});
    expect(
      compile(source, { options: { source_map: true, import_map: { a: "b" } } }).options,
    ).toEqual({ source_map: true, import_map: { a: "b" } });
  });

  it("lose what is no option", () => {
    const options: object = { source_map: "yes", optimize: true };
    expect(compile("export default () => 1;", { options }).options).toEqual({});
  });
});

describe("the fingerprint", () => {
  it("names the compiler's revision, TypeScript's version and the ABI", () => {
    expect(fingerprint).toMatch(/^stopgap-compiler@\d+;typescript@\d+\.\d+\.\d+;abi@\d+$/);
    expect(compile("").fingerprint).toBe(fingerprint);
  });
});

describe("a host that wants to interrupt", () => {
  it("is asked during the type check, and may give up", () => {
    let asked = 0;
    const checkInterrupts = (): void => {
      asked += 1;
      if (asked > 1) throw new Error("canceled");
    };
    const compiler = createCompiler(loadDeclarations(), { checkInterrupts });
    const source = Array.from(
      { length: 200 },
      (_, i) => `export function f${String(i)}() { return [1].map(String); }`,
    );
    expect(() => compiler.compile({ source: source.join("\n") })).toThrow("canceled");
  });
});
