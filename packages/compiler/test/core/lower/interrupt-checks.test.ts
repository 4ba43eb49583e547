import { describe, expect, it } from "vitest";
import { compile } from "../../compile.js";

const check = "if (__stopgap_budget) --__stopgap_budget; else __stopgap_check();";

/** The code of statements, without the module's own lines. */
function lowered(source: string): string {
  const { code, diagnostics } = compile(source, { check: false, entry: false });
  expect(diagnostics).toEqual([]);
  return code.replace(/^"use strict";\n(?:Object\.defineProperty.*\n)?/, "").trim();
}

function onOneLine(source: string): string {
  return lowered(source).replace(/\s+/g, " ");
}

function checksIn(source: string): number {
  return lowered(source).split(check).length - 1;
}

describe("a loop", () => {
  it.each([
    "while (a) b;",
    "while (a) { b; }",
    "while (a());",
    "do b; while (a);",
    "do { b; } while (a);",
    "for (;;) b;",
    "for (let i = 0; i < 5; i++) { b; }",
    "for (const x in a) b;",
    "for (const x of a) b;",
    "for await (const x of a) b;",
    "outer: while (a) { continue outer; }",
    "label: for (;;) break label;",
    "for (;;) if (a) break;",
    "for (;;) label: { break label; }",
    "if (a) while (b); else c;",
    "class A { static { while (a); } }",
    "switch (a) { case 1: while (b); }",
  ])("carries one check at the head of its body: %s", (source) => {
    expect(checksIn(source)).toBe(1);
    expect(lowered(source)).toMatch(
      /\{\s*(?:\S+ = .*\s+)*(?:\S+ = false;\s+const x = \S+;\s+)?if \(__stopgap/,
    );
  });

  it("carries one each when they are nested", () => {
    expect(checksIn("for (;;) for (const x of y) while (z) do w; while (v);")).toBe(4);
  });
});

describe("a function", () => {
  it.each([
    ["a call", "const f = x => g(x);"],
    ["a method call", "const f = x => x.g();"],
    ["an optional call", "const f = x => x?.();"],
    ["a construction", "function f() { return new A(); }"],
    ["a construction without arguments", "function f() { return new A; }"],
    ["a tagged template", "const f = x => x`y`;"],
    ["a spread element", "const f = x => [...x];"],
    ["an await", "const f = async x => { await x; };"],
    ["a yield", "function* f() { yield 1; }"],
    ["a method", "const o = { f() { g(); } };"],
    ["a getter", "const o = { get f() { return g(); } };"],
    ["a setter", "const o = { set f(x) { g(x); } };"],
    ["a getter that reads a property", "const o = { get v() { return p.v; } };"],
    ["a method that converts", "const o = { valueOf() { return +p; } };"],
    ["a function that may become one", "o.valueOf = () => p + p;"],
    ["a method of a class", "class A { f() { g(); } }"],
    ["a private method", "class A { #f() { this.#f(); } }"],
    ["a static method", "class A { static f() { A.f(); } }"],
    ["a constructor", "class A { constructor() { g(); } }"],
    ["a constructor of a derived class", "class A extends B { constructor() { super(); } }"],
    ["a default parameter that calls", "function f(x = g()) { return x; }"],
    ["a function expression", "const f = function () { g(); };"],
    ["a call in a nested class", "function f() { class A { x = g(); } }"],
    ["an immediately invoked function", "const f = () => (() => 1)();"],
    ["an iterator's next", "const o = { next: () => ({ value: 1, done: false }) };"],
    ["a method that does nothing", "const o = { next() { return 1; } };"],
    ["a proxy's trap", "const h = { get: (o, k) => o[k] + o[k] };"],
    ["a function that is kept by its name", "const next = (x) => 1; const o = { next };"],
    ["a function that is given away", "keep((x) => 1);"],
    ["a callback of a built-in", "y.map((x) => x.id);"],
    ["a callback by its name", "const f = (x) => x.id; y.map(f);"],
    ["a callback of a promise, or of what is like one", "y.then((x) => 1);"],
    ["a function that is given away by its name", "const f = (x) => 1; keep(f);"],
    ["a function that is assigned", "o.f = (x) => 1;"],
    ["a function that is returned", "const f = () => (x) => 1;"],
    ["a function that is exported", "export const f = (x) => 1;"],
    ["a function that is exported later", "const f = (x) => 1; export { f as g };"],
    ["the default export", "export default (x) => 1;"],
    ["a declaration that is exported", "export function f(x) { return 1; }"],
    ["a function that is chosen", "const f = y ? (x) => 1 : 2;"],
    ["a member of a class", "class A { f = (x) => 1; }"],
    ["a default value", "const f = (g = (x) => 1) => g;"],
  ])("that can run long carries one check: %s", (_name, source) => {
    expect(checksIn(source)).toBe(1);
  });

  it.each([
    "const f = x => x.id;",
    "const f = (a, b) => a - b;",
    "const f = ({ a, b }) => ({ a, b: b + 1 });",
    "function f(x) { return x ? 1 : 2; }",
    "const f = () => ({});",
    "const f = x => { if (x) return `a${x}`; throw x; };",
    "class A { get x() { return 1; } }",
    "const f = () => 1;",
    "class A { constructor(x) { this.x = x; } }",
    "const f = (x) => x + x; f(f(1));",
    "function f(x) { return x + x; } y = f(1) + (f as any)(2);",
    "const o = { get f() { return 1; } };",
    "const f = x => ({ ...x });",
  ])("that cannot run long carries none: %s", (source) => {
    expect(checksIn(source)).toBe(0);
  });

  it("carries its own and its loop's", () => {
    expect(checksIn("function f(xs) { for (const x of xs) g(x); }")).toBe(2);
  });

  it("counts what it runs itself, not what a function in it would", () => {
    expect(checksIn("const f = () => () => g();")).toBe(1);
  });

  it("keeps its directives first", () => {
    expect(lowered(`function f() { "use strict"; "other"; g(); }`)).toMatch(
      /\{\s*"use strict";\s*"other";\s*if \(__stopgap_budget/,
    );
  });

  it("keeps what an arrow function returns", () => {
    const body = (returned: string): string => `{ ${check} return ${returned}; }`;
    expect(onOneLine("o.f = () => ({ a: g() });")).toBe(`o.f = () => ${body("({ a: g() })")};`);
    expect(onOneLine("o.f = () => (g(), 1);")).toBe(`o.f = () => ${body("(g(), 1)")};`);
    expect(onOneLine("const f = x => y => g(x, y);")).toBe(
      `const f = x => y => ${body("g(x, y)")};`,
    );
  });

  it.each([
    [
      "function f(n) { const m = n; if (m < 2) return m; const o = g(m); return f(o) + f(m); }",
      `function f(n) { const m = n; if (m < 2) return m; ${check} const o = g(m); return f(o) + f(m); }`,
    ],
    [
      "const f = (n) => n < 2 ? 1 : f(n);",
      `const f = (n) => { if (n < 2) { return 1; } ${check} return f(n); };`,
    ],
    [
      "const f = (n) => (n ? f(n) : 1);",
      `const f = (n) => { if (n) { ${check} return f(n); } return 1; };`,
    ],
    [
      "const f = (n) => n ? 1 : (n.a ? 2 : f(n));",
      `const f = (n) => { if (n) { return 1; } if (n.a) { return 2; } ${check} return f(n); };`,
    ],
    ["const f = (n) => f(n) ? 1 : 2;", `const f = (n) => { ${check} return f(n) ? 1 : 2; };`],
    ["const f = (n) => n ? f(1) : f(2);", `const f = (n) => { ${check} return n ? f(1) : f(2); };`],
    ["function f(n) { f(n); return; }", `function f(n) { ${check} f(n); return; }`],
  ])("checks before what takes long, where only calls can reach it: %s", (source, code) => {
    expect(onOneLine(source)).toBe(code);
  });

  it.each([
    "function f(n, m = n ? f(n - 1) : 0) { const a = 1; return a; }",
    "o.f = function (n) { const a = 1; return n ? a : g(a); };",
    "class A { constructor(n) { const a = 1; if (n) new A(a); } }",
  ])(
    "checks at its head where its parameters call, and where anything may call it: %s",
    (source) => {
      expect(onOneLine(source)).toContain(`{ ${check} const a = 1;`);
    },
  );

  it("checks before it calls super, where neither this nor a field is touched", () => {
    expect(lowered("class A extends B { constructor() { super(); } }")).toMatch(
      /constructor\(\) \{\s*if \(__stopgap_budget.*;\s*super\(\);/,
    );
  });

  it("checks inside the generator that an async function becomes", () => {
    expect(lowered("async function f() { await g(); }")).toMatch(
      /__awaiter\(this, void 0, void 0, function\* \(\) \{\s*if \(__stopgap_budget/,
    );
  });
});
