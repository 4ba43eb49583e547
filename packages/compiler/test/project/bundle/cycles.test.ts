import { describe, expect, it } from "vitest";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { ProjectFolder } from "./project-folder.js";
import { BundleRun, exportsOf } from "./run-bundle.js";

describe("modules that import each other", () => {
  it("become one artifact, with a small module over it for each that others import", async () => {
    const project = new ProjectFolder({
      "stopgap/use.ts": `import { A } from "./a"; import { B, make } from "./b";
        export const check = () => [new A() instanceof A, make() instanceof A, new B().kind];`,
      "stopgap/a.ts": `import { B } from "./b"; export class A { other = () => new B(); }`,
      "stopgap/b.ts": `import { A } from "./a"; import { n } from "./outside";
        export class B { kind = "b" + n; } export const make = () => new A();`,
      "stopgap/outside.ts": `export const n = 1;`,
    });
    const bundle = await project.bundle(["use.ts"]);
    expect(bundle.artifacts).toHaveLength(5);
    const [outside, joined] = bundle.artifacts;
    expect(joined?.imports).toEqual({ [`plts+artifact:${outside?.hash ?? ""}`]: outside?.hash });
    const { check } = exportsOf(bundle, project.entry("use.ts"));
    expect((check as () => unknown)()).toEqual([true, true, "b1"]);
  });

  it("share classes and state, whichever of them is imported", async () => {
    const project = new ProjectFolder({
      "stopgap/a.ts": `import * as b from "./b"; export let count = 0;
        export function add() { count += 1; return b.twice(); } export class Shared {}`,
      "stopgap/b.ts": `import { add, count, Shared } from "./a"; export { Shared, count as seen };
        export const twice = () => count * 2; export default add;`,
      "stopgap/c.ts": `export * from "./a"; export { default as again, Shared as Same, seen } from "./b";`,
    });
    const bundle = await project.bundle(["a.ts", "b.ts", "c.ts"]);
    const run = new BundleRun(bundle);
    const load = (file: string) => run.load(bundle.hashes.get(project.entry(file)));
    const [a, b, c] = [load("a.ts"), load("b.ts"), load("c.ts")];
    expect((b["default"] as () => number)()).toBe(2);
    expect((c["again"] as () => number)()).toBe(4);
    expect([a["count"], b["seen"], c["count"], c["seen"]]).toEqual([2, 2, 2, 2]);
    expect(new Set([a["Shared"], b["Shared"], c["Shared"], c["Same"]]).size).toBe(1);
  });

  it("are evaluated as if the one that is reached first were imported first", async () => {
    const files = {
      "stopgap/base.ts": `export class Base { static make() { return new Derived(); } }
        import { Derived } from "./derived";`,
      "stopgap/derived.ts": `import { Base } from "./base"; export class Derived extends Base {}`,
    };
    const project = new ProjectFolder({
      ...files,
      "stopgap/use.ts": `import { Derived } from "./derived"; export const made = () => Derived.make();`,
    });
    const bundle = await project.bundle(["use.ts"]);
    const { made } = exportsOf(bundle, project.entry("use.ts"));
    expect((made as () => object)().constructor.name).toBe("Derived");
  });

  it("may do so by dynamic imports, by themselves, or by what they export as a whole", async () => {
    const project = new ProjectFolder({
      "stopgap/lazy.ts": `export const one = 1; export const get = () => import("./back");`,
      "stopgap/back.ts": `export * from "./lazy"; export * from "./other"; export const two = 2;`,
      "stopgap/other.ts": `export const three = 3; export default "not exported as a whole";`,
      "stopgap/self.ts": `import * as self from "./self"; export const own = () => self.own;`,
    });
    const bundle = await project.bundle(["lazy.ts", "back.ts", "self.ts"]);
    const back = exportsOf(bundle, project.entry("back.ts"));
    expect(Object.keys(back).sort()).toEqual(["get", "one", "three", "two"]);
    expect(await (back["get"] as () => Promise<object>)()).toMatchObject({ one: 1, three: 3 });
    const { own } = exportsOf(bundle, project.entry("self.ts"));
    expect((own as () => unknown)()).toBe(own);
  });

  it("mean what they mean outside of a cycle, whatever tsconfig.json says", async () => {
    const project = new ProjectFolder({
      "tsconfig.json": `{"compilerOptions": {"useDefineForClassFields": false, "target": "ES5",
        "experimentalDecorators": true, "verbatimModuleSyntax": true}}`,
      "stopgap/a.ts": `import { base, type T } from "./b"; import { gone } from "./types";
        const seen = (_: unknown, { name }: { name: string | symbol }) => { names.push(String(name)); };
        export const names: string[] = [];
        class P { set x(_: number) { throw new Error("assigned"); } }
        export class C extends P { override x = 1; @seen m() { return base; } }
        export enum E { One = 1 } export let t: T | undefined; export let g: gone | undefined;`,
      "stopgap/b.ts": `import { C } from "./a"; export type T = C; export const base = () => C;`,
      "stopgap/types.ts": `export interface gone { x: number }`,
    });
    const bundle = await project.bundle(["a.ts"]);
    expect(bundle.artifacts.map(({ file }) => file)).toEqual(["stopgap/a.ts"]);
    const joined = bundle.artifacts[0];
    expect(joined?.source).toContain("@seen");
    expect(joined?.source).not.toMatch(/__publicField|defineProperty|types/);
  });

  it("are found in stacks by their own files and lines", async () => {
    const project = new ProjectFolder({
      "stopgap/lib/a.ts": `import { b } from "./b.js";\n\nexport const a = (n: number): number => {\n  if (n > 3) throw new Error("here");\n  return b(n);\n};\n`,
      "stopgap/lib/b.ts": `import { a } from "./a.js";\nexport const b = (n: number): number => a(n + 1);\n`,
    });
    const bundle = await project.bundle(["lib/a.ts"]);
    const { code, sourceMap } = project.artifactOf(bundle, "lib/a.ts");
    const lines = code.split("\n");
    const line = lines.findIndex((text) => text.includes(`new Error("here")`));
    const position = { line: line + 1, column: lines[line]?.indexOf("new Error") ?? 0 };
    expect(originalPositionFor(new TraceMap(sourceMap ?? ""), position)).toMatchObject({
      source: "stopgap/lib/a.ts",
      line: 4,
      column: 19,
    });
  });
});
