import { beforeEach, describe, expect, it } from "vitest";
import {
  type CompileRequest,
  type Compiler,
  createCompiler,
  type ImportHost,
  loadDeclarations,
  type Resolution,
  type StoredModule,
} from "../../../src/index.js";

const declarations = loadDeclarations();
let modules: Map<string, StoredModule>;
let names: Map<string, Resolution>;
let packages: Map<string, Readonly<Record<string, string>>>;
let compiler: Compiler;

beforeEach(() => {
  modules = new Map();
  names = new Map();
  packages = new Map();
  const imports: ImportHost = {
    module: (hash) => modules.get(hash),
    resolve: (specifier) => names.get(specifier),
    declarations: (specifier) => packages.get(specifier) ?? {},
  };
  compiler = createCompiler(declarations, { imports });
});

function store(
  hash: string,
  source: string,
  imports: StoredModule["imports"] = {},
  language: StoredModule["language"] = "ts",
): void {
  modules.set(hash, { source, language, imports });
}

/** Makes a function known, so that it can be imported. */
function define(name: string, source: string, imports: StoredModule["imports"] = {}): void {
  const hash = `sha256:${name}-${String(modules.size)}`;
  store(hash, source, imports);
  names.set(`@stopgap/app/${name}`, { hash });
}

function findings(source: string, request: Partial<CompileRequest> = {}): string[] {
  const importer = { schema: "app", name: "self" };
  const { diagnostics } = compiler.compile({ source, entry: true, function: importer, ...request });
  return diagnostics.map(
    ({ line, column, message }) => `${String(line)}:${String(column)} ${message}`,
  );
}

const notANumber = "Type 'string' is not assignable to type 'number'.";

describe("another function", () => {
  it("is typed by its source, and by what that imports", () => {
    define("tax", "export const rate = '20 %';");
    define("price", `export { rate } from "@stopgap/app/tax";\nexport default () => 1;`, {
      "@stopgap/app/tax": null,
    });
    expect(
      findings(
        `import { rate } from "@stopgap/app/price"; export const n: number = rate; export default () => n;`,
      ),
    ).toEqual([`1:57 ${notANumber}`]);
  });

  it("has a handler with its arguments and result", () => {
    define(
      "price",
      `import { query, v } from "@stopgap/runtime";
       export default query(v.object({ id: v.int() }), ({ id }) => ({ id, net: id * 1.2 }));`,
    );
    expect(
      findings(
        `import price from "@stopgap/app/price"; import type { InferResult } from "@stopgap/runtime";
export const s: string = {} as InferResult<typeof price>;
export default () => s;`,
      ),
    ).toEqual(["2:14 Type '{ id: number; net: number; }' is not assignable to type 'string'."]);
  });

  it("may be a plain handler, and have faults of its own", () => {
    define("plain", "export default (ctx) => ctx.db.mode; export const n: number = 'text';");
    expect(
      findings(`import plain, { n } from "@stopgap/app/plain"; export default () => [plain, n];`),
    ).toEqual([]);
  });

  it("is what it is now, whatever was compiled before", () => {
    const source = `import { n } from "@stopgap/app/middle"; export const m: number = n; export default () => m;`;
    define("leaf", "export const n = 1;");
    define("middle", `export { n } from "@stopgap/app/leaf";`, { "@stopgap/app/leaf": null });
    expect(findings(source)).toEqual([]);
    define("leaf", "export const n = 'text';");
    expect(findings(source)).toEqual([`1:55 ${notANumber}`]);
    define("leaf", "export const n = 2;");
    expect(findings(source)).toEqual([]);
  });

  it("counts as it was settled where that is said", () => {
    define("price", "export const n = 1;");
    store("sha256:old", "export const n = 'text';");
    const source = `import { n } from "@stopgap/app/price"; export const m: number = n; export default () => m;`;
    expect(findings(source, { imports: { "@stopgap/app/price": "sha256:old" } })).toEqual([
      `1:54 ${notANumber}`,
    ]);
  });

  it("that is not there is refused, at whatever distance", () => {
    const refusal = "there is no function app.missing";
    names.set("@stopgap/app/missing", { refusal });
    define("price", `export * from "@stopgap/app/missing";`, { "@stopgap/app/missing": null });
    expect(findings(`export { default } from "@stopgap/app/missing";`)).toContain(
      `1:25 Cannot import "@stopgap/app/missing": ${refusal}.`,
    );
    expect(findings(`import "@stopgap/app/price"; export default () => 1;`)).toEqual([
      `1:8 Cannot import "@stopgap/app/price": it needs "@stopgap/app/missing": ${refusal}.`,
    ]);
  });

  it("is left open when types are not checked", () => {
    const request = { check: false, entry: false };
    const source = `import "@stopgap/app/missing";`;
    expect(findings(source, request)).toEqual([]);
    expect(compiler.compile({ source, ...request }).imports).toEqual({
      "@stopgap/app/missing": null,
    });
  });

  it("that imports the one that imports it is refused with all members", () => {
    const cannot = "Cannot import";
    const cycle = "it is part of an import cycle";
    define("self", "export default () => 1;");
    define("a", "export default () => 1;", { "@stopgap/app/b": null });
    define("b", "export default () => 1;", { "@stopgap/app/self": null });
    expect(findings(`import "@stopgap/app/self"; export default () => 1;`)).toEqual([
      `1:8 ${cannot} "@stopgap/app/self": ${cycle}: app.self -> app.self.`,
    ]);
    expect(findings(`import "@stopgap/app/a"; export default () => 1;`)).toEqual([
      `1:8 ${cannot} "@stopgap/app/a": ${cycle}: app.self -> app.a -> app.b -> app.self.`,
    ]);
    define("c", "export default () => 1;", { "@stopgap/app/d": null });
    define("d", "export default () => 1;", { "@stopgap/app/c": null });
    expect(findings(`import "@stopgap/app/c"; export default () => 1;`)).toEqual([
      `1:8 ${cannot} "@stopgap/app/c": ${cycle}: app.c -> app.d -> app.c.`,
    ]);
  });

  it("may be reached in two ways", () => {
    define("base", "export const n = 1;");
    define("a", `export * from "@stopgap/app/base";`, { "@stopgap/app/base": null });
    define("b", `export * from "@stopgap/app/base";`, { "@stopgap/app/base": null });
    expect(
      findings(
        `import { n } from "@stopgap/app/a"; import { n as m } from "@stopgap/app/b"; export default () => n + m;`,
      ),
    ).toEqual([]);
  });

  it("is refused at the end of too long a row", () => {
    define("f0", "export default () => 1;");
    for (let i = 1; i <= 32; i += 1) {
      define(`f${String(i)}`, "export default () => 1;", {
        [`@stopgap/app/f${String(i - 1)}`]: null,
      });
    }
    expect(findings(`import "@stopgap/app/f30"; export default () => 1;`)).toEqual([]);
    expect(findings(`import "@stopgap/app/f31"; export default () => 1;`)).toEqual([
      `1:8 Cannot import "@stopgap/app/f31": more than 32 modules import one another in a row.`,
    ]);
  });
});

describe("a stored artifact", () => {
  it("is typed by its source, in TypeScript or JavaScript", () => {
    store("sha256:1", "export const s = 'text';");
    store("sha256:2", "export function add(a, b) { return `${a}${b}`; }", {}, "js");
    expect(
      findings(
        `import { s } from "plts+artifact:sha256:1"; import { add } from "plts+artifact:sha256:2";
export const n: number = s;
export const m: number = add(1, 2);
export default () => n + m;`,
      ),
    ).toEqual([`2:14 ${notANumber}`, `3:14 ${notANumber}`]);
  });

  it("is kept by its hash in what is stored", () => {
    store("sha256:1", "export default 1;");
    const source = `// plts-import-map: {"one": "sha256:1", "two": "plts+artifact:sha256:1", "./three": "plts+artifact:/sha256:1"}
import a from "one"; import b from "two"; import c from "./three"; import d from "plts+artifact:sha256:1";
export default () => [a, b, c, d];`;
    const { diagnostics, imports } = compiler.compile({ source });
    expect(diagnostics).toEqual([]);
    expect(imports).toEqual({
      one: "sha256:1",
      two: "sha256:1",
      "./three": "sha256:1",
      "plts+artifact:sha256:1": "sha256:1",
    });
  });

  it("that an import map leads to must be there", () => {
    const map = (target: string) =>
      findings(
        `// plts-import-map: ${JSON.stringify({ a: target })}\nimport a from "a"; export default () => a;`,
      );
    expect(map("sha256:0")).toEqual([`2:15 Cannot import "a": there is no artifact sha256:0.`]);
    expect(map("./b")).toEqual([
      `2:15 Cannot import "a": its import map leads to "./b", which is neither an artifact's hash nor a data: URL.`,
    ]);
  });

  it("of the runtime's name cannot be had by a map", () => {
    store("sha256:1", "export const query = 1;");
    const source = `// plts-import-map: {"@stopgap/runtime": "sha256:1"}
import { query } from "@stopgap/runtime"; export default query(() => 1);`;
    expect(compiler.compile({ source })).toMatchObject({ diagnostics: [], imports: {} });
  });
});

describe("a package", () => {
  it("is typed by its declarations, which may have many files", () => {
    names.set("@acme/kit/sub", { hash: "sha256:k", types: "t1" });
    names.set("other", { hash: "sha256:o", types: "t2" });
    store("sha256:k", "", { other: null }, "js");
    store("sha256:o", "", {}, "js");
    packages.set("@acme/kit/sub", {
      "@acme/kit/sub.d.ts": `export * from "../../lib/index.js"; export { other } from "other";`,
      "lib/index.d.ts": `export { n } from "./deep";`,
      "lib/deep/index.d.ts": "export declare const n: string;",
    });
    packages.set("other", { "other.d.ts": "export declare const other: string;" });
    expect(
      findings(
        `import { n, other } from "@acme/kit/sub";
export const a: number = n;
export const b: number = other;
export default () => a + b;`,
      ),
    ).toEqual([`2:14 ${notANumber}`, `3:14 ${notANumber}`]);
  });

  it("is any without declarations", () => {
    names.set("kit", { hash: "sha256:k", types: null });
    store("sha256:k", "export const n = 1;", {}, "js");
    expect(findings(`import kit, { n } from "kit"; export default () => kit.x(n.y);`)).toEqual([]);
  });

  it("has the types of another version once it leads there", () => {
    const source = `import { n } from "kit"; export const m: number = n; export default () => m;`;
    store("sha256:k", "", {}, "js");
    names.set("kit", { hash: "sha256:k", types: "t1" });
    packages.set("kit", { "kit.d.ts": "export declare const n: number;" });
    expect(findings(source)).toEqual([]);
    names.set("kit", { hash: "sha256:k", types: "t2" });
    packages.set("kit", { "kit.d.ts": "export declare const n: string;" });
    expect(findings(source)).toEqual([`1:39 ${notANumber}`]);
  });

  it("is overridden by a map in the module, and by one that comes with it", () => {
    names.set("kit", { hash: "sha256:k", types: null });
    store("sha256:k", "export const n = 1;");
    store("sha256:1", "export const n = 1;");
    store("sha256:2", "export const n = 2;");
    const source = `import { n } from "kit"; export default () => n;`;
    const options = { import_map: { kit: "sha256:2" } };
    expect(compiler.compile({ source }).imports).toEqual({ kit: null });
    expect(compiler.compile({ source, options }).imports).toEqual({ kit: "sha256:2" });
    expect(
      compiler.compile({ source: `// plts-import-map: {"kit": "sha256:1"}\n${source}`, options })
        .imports,
    ).toEqual({ kit: "sha256:1" });
  });
});

describe("a module in a data: URL", () => {
  const url = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;

  it("is compiled like any other, as JavaScript", () => {
    const text = `export const n = f<a>(1); function f(x) { while (x) { x -= 1; } return x; } const a = 1;`;
    const { imports, diagnostics } = compiler.compile({
      source: `import { n } from ${JSON.stringify(url(text))}; export default () => n;`,
      options: { source_map: true },
    });
    expect(diagnostics).toEqual([]);
    expect(imports[url(text)]).toMatchObject({
      source: text,
      code: expect.stringMatching(/f < a > \(1\).*__stopgap_budget/s) as string,
      sourceMap: expect.stringContaining('"version":3') as string,
      options: { language: "js", source_map: true },
      imports: {},
    });
  });

  it("is typed by what it does", () => {
    expect(
      findings(
        `import { s } from "${url("export const s = 'text';")}"; export const n: number = s; export default () => n;`,
      ),
    ).toEqual([expect.stringContaining(notANumber)]);
  });

  it("imports what others do", () => {
    names.set("kit", { hash: "sha256:k", types: null });
    store("sha256:k", "export const n = 1;", {}, "js");
    const inner = url(`import { n } from "kit"; export const m = n;`);
    const outer = url(`export * from ${JSON.stringify(inner)};`);
    const { imports, diagnostics } = compiler.compile({
      source: `import { m } from ${JSON.stringify(outer)}; export default () => m;`,
    });
    expect(diagnostics).toEqual([]);
    expect(imports).toMatchObject({
      [outer]: { imports: { [inner]: { imports: { kit: null } } } },
    });
  });

  it.each([
    ["export default {", "in it, line 1, column 17: '}' expected"],
    [
      "const a: number = 1;",
      "in it, line 1, column 10: Type annotations can only be used in TypeScript files",
    ],
    [
      `\nimport "./a";`,
      `in it, line 2, column 8: Cannot import "./a": a module in the database can import "@stopgap/runtime", a package of plts.import_map, "@stopgap/<schema>/<function>", "plts+artifact:<hash>" and "data:text/javascript,..."`,
    ],
    [
      "const __stopgap_check = 1;",
      `in it, line 1, column 7: "__stopgap_check" cannot be used: names that begin with "__stopgap_" are reserved`,
    ],
  ])("is refused for what is wrong in it: %j", (text, reason) => {
    const specifier = url(text);
    const [finding] = findings(`import ${JSON.stringify(specifier)}; export default () => 1;`);
    expect(finding).toMatch(/^1:8 Cannot import "data:/);
    expect(finding?.endsWith(`": ${reason}.`)).toBe(true);
  });

  it("may not be in too many others", () => {
    let text = "export default 1;";
    for (let i = 0; i < 9; i += 1) {
      text = `export { default } from "data:text/javascript;base64,${Buffer.from(text).toString("base64")}";`;
    }
    expect(findings(text).at(-1)).toContain("too many modules are one inside the other");
  });
});
