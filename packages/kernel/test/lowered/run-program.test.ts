import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { runLowered } from "./load-lowered.js";

/** The same TypeScript on Node itself, which needs no more than its types taken out and decorators lowered. */
async function runNatively(source: string): Promise<unknown> {
  const { code } = await transform(source, { loader: "ts", target: "node20", format: "esm" });
  const url = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
  const { default: main } = (await import(/* @vite-ignore */ url)) as { default: () => unknown };
  return await main();
}

const programs: Readonly<Record<string, string>> = {
  "classes with private fields, accessors and static blocks": `
    class A { static count = 0; static { for (const _ of [1, 2]) A.count += 1; } #x = 1;
      get x() { return this.#x; } set x(v) { this.#x = Number(v) * 2; } #p() { return this.#x; } has(o: object) { return #x in o; }
      async q() { await 0; return this.#p(); } static async s() { return new this().q(); } }
    class B extends A { y = super.x; constructor() { super(); this.x = 5; } override async q() { return (await super.q()) + 1; } }
    export default async () => [A.count, new B().x, new B().y, await new B().q(), await B.s(), new A().has({}), new A().has(new B())];`,
  "decorators of every kind": `
    const log: unknown[] = [];
    const d = (n: string) => (value: any, c: any) => { log.push([n, c.kind, String(c.name), c.static, c.private]); c.addInitializer?.(function (this: any) { log.push("init " + n); });
      if (c.kind === "field") return (v: any) => v + 1; if (c.kind === "method") return function (this: any, ...a: any[]) { return [n, value.apply(this, a)]; };
      if (c.kind === "accessor") return { get() { return 42; } }; return undefined; };
    @d("class") class A { @d("field") f = 1; @d("static") static g = 2; @d("method") m(x: number) { return x; } @d("getter") get h() { return 3; } @d("accessor") accessor i = 4; @d("private") #j() { return 5; } j() { return this.#j(); } }
    export default () => { const a = new A(); return [a.f, A.g, a.m(7), a.h, a.i, a.j(), log]; };`,
  "spread, rest and destructuring": `
    const { a, b: { c = 3, ...d }, ...e } = { a: 1, b: { x: 2, y: 3 } as any, f: 4, ["g" + 1]: 5 } as any;
    const [h, , i = 6, ...j] = new Set([1, 2, undefined, 4, 5]);
    const f = ({ k, ...l }: any, [m = 1, ...n]: any[] = [], ...o: any[]) => ({ k, l, m, n, o });
    const proto = { ...JSON.parse('{"__proto__": {"admin": true}, "z": 1}') };
    const { z, ...rest } = JSON.parse('{"__proto__": {"admin": true}, "z": 1}');
    export default async () => [a, c, d, e, h, i, j, f({ k: 1, x: 2 }, undefined, 3, 4), { ...null, ..."ab", ...[1] }, proto.admin ?? null, Object.keys(proto), rest.admin ?? null, Object.keys(rest), Math.max(...j as number[], ...[9])];`,
  "generators and labels": `
    function* fib(): Generator<number, string, number> { let [x, y] = [0, 1]; for (;;) { const r = yield x; if (r) return "left"; [x, y] = [y, x + y]; } }
    function* both() { const got: unknown = yield* [1, 2]; try { yield got; } finally { yield "bye"; } }
    export default () => { const g = fib(); const first = [g.next().value, g.next().value, g.next().value, g.next(1)]; let n = 0;
      outer: for (let i = 0; i < 5; i++) { for (const k in { a: 1, b: 2 }) { if (k === "b") continue outer; if (i === 3) break outer; n += i; } do { n++; } while (n % 3); } 
      const b = both(); return [first, n, b.next(), b.next(), b.next(), b.return("x" as never), [...both()], Array.from({ length: 2 }, (_, i) => i)]; };`,
  "async generators and for await": `
    async function* count(to: number) { try { for (let i = 0; i < to; i++) yield i; return "end"; } finally { log.push("left " + to); } }
    async function* all() { const r = yield* count(2); log.push(r); yield* [Promise.resolve("p")]; for await (const x of count(9)) { if (x > 1) break; yield x; } }
    const log: unknown[] = [];
    export default async () => { const seen = []; for await (const x of all()) seen.push(x); const g = count(5); await g.next(); return [seen, log, await g.return("r"), await g.next()]; };`,
  "top-level await": `
    const a = await Promise.resolve(1); const list: number[] = []; for await (const x of [a, Promise.resolve(2)]) list.push(x);
    class B extends (await Promise.resolve(class { n = 4; })) {} let c; try { await Promise.reject(new Error("x")); } catch ({ message }: any) { c = message; }
    const { d = await Promise.resolve(5) } = {} as any; export default () => [a, list, new B().n, c, d];`,
  "enums, namespaces and parameter properties": `
    enum A { X, Y = X + 5, Z = "z".length } const enum B { P = "p" } namespace N { export const v = A.Y; export namespace M { export function f() { return v + 1; } } }
    class C { constructor(readonly a: number, private b = a) {} sum() { return this.a + this.b; } } abstract class D { abstract m(): number; }
    export default () => [A.X, A[5], A.Z, B.P, N.v, N.M.f(), new C(2).sum(), typeof D];`,
  "optional chaining, nullish and logical assignment": `
    export default async () => { const o: any = { a: { b: () => 1 }, n: null }; let x: any = null; x ??= 1; x &&= 2; x ||= 3; return [o?.a?.b?.(), o.z?.y.x.w, o.n?.b, o.z?.(), delete o.a?.b, x, o.n ?? "n", 0 ?? 1, await o.q?.r, 2 ** 3 ** 2, 1_000n * 2n]; };`,
  "this, arguments, new.target and tagged templates": `
    function F(this: any) { return [new.target === undefined, arguments.length]; } const tag = (s: TemplateStringsArray, ...v: unknown[]) => [s.raw, v];
    const o = { n: 1, async m(a: number, b = a) { const f = async () => [this.n, arguments.length, b]; return await f(); }, get [\`c\${1}\`]() { return 2; } };
    export default async function () { return [F.call(null), await o.m(1), await o.m(1, 2), (o as any).c1, tag\`a\${1}\\n\${2}\`, await (async () => { try { return await Promise.reject(1); } catch { return 2; } finally { await 0; } })()]; }`,
  "closures over loop variables": `
    export default () => { const fs: (() => number)[] = []; for (let i = 0; i < 3; i++) fs.push(() => i); for (const x of [7, 8]) fs.push(() => x); let w = 0; while (w < 2) { const v = w++; fs.push(() => v); } return fs.map((f) => f()); };`,
  "errors and finally": `
    class E extends Error { override name = "E"; constructor(m: string, readonly code = 1) { super(m, { cause: 5 }); } }
    const f = (n: number): unknown => { try { if (n) throw new E("a"); return "r"; } catch (e) { return e instanceof E && [e.message, e.code, e.cause, e.name, String(e)]; } finally { if (n > 1) return "f"; } };
    export default () => [f(0), f(1), f(2)];`,
  "directives, comments and odd names": `
    const $ = 1, _ = 2, ünï = 3, \\u0061bc = 4; // comment
    /* another */ function strict() { "use strict"; return this === undefined; } declare const undeclared: unknown;
    export default () => [$, _, ünï, abc, (strict as any)(), typeof undeclared, typeof NaN, void 0 ?? "u"];`,
  "a module that uses using": `
    const log: string[] = []; const r = (n: string) => ({ [Symbol.dispose]() { log.push(n); } }) as any; const ar = (n: string) => ({ async [Symbol.asyncDispose]() { await 0; log.push(n); } }) as any;
    export default async () => { { using a = r("a"), b = r("b"); log.push(typeof a + typeof b); } { await using c = ar("c"); log.push(typeof c); } try { using d = { [Symbol.dispose]() { throw new Error("d"); } } as any; throw new Error("e" + typeof d); } catch (e: any) { log.push(e.name, e.error.message, e.suppressed.message); } return log; };`,
};

describe("a lowered module returns what the same TypeScript returns in Node", () => {
  it.each(Object.entries(programs))("%s", async (_name, source) => {
    expect(runLowered(source)).toEqual(await runNatively(source));
  });
});

describe("an interrupt check", () => {
  const stop = new Error("stopped");
  const counting = (limit: number) => {
    let checks = 0;
    return () => {
      checks += 1;
      if (checks > limit) throw stop;
      return 10;
    };
  };

  it.each([
    "while (true);",
    "for (;;);",
    "do { } while (true);",
    "for (const x of (function* () { for (;;) yield 1; })()) ;",
    "const f = () => { f2(); }; const f2 = () => { try { f(); } finally { f2(); } }; f();",
    "for (;;) { try { for (;;); } catch { continue; } }",
    "for (;;) try { throw 1; } finally { continue; }",
    "const o = { get x() { while (true); } }; o.x;",
    "String({ toString() { for (;;); } });",
    "[3, 2, 1].sort(() => { for (;;); });",
    "class A { static { while (true); } }",
    "class A { constructor() { for (;;); } } new A();",
    "await (async () => { for (;;) await null; })();",
    "const f = () => Promise.resolve().then(f); await f();",
    "for await (const x of (async function* () { for (;;) yield 1; })()) ;",
    "JSON.stringify({ toJSON() { for (;;); } });",
    "const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2)); fib(60);",
    "outer: for (;;) { for (;;) continue outer; }",
  ])("stops %s", (body) => {
    const check = counting(1000);
    expect(() => runLowered(`export default async () => { ${body} };`, { check })).toThrow();
    expect(check).toThrow(stop);
  });

  it("is asked again after as many steps as it said", () => {
    let checks = 0;
    const check = () => {
      checks += 1;
      return 10;
    };
    runLowered("export default () => { for (let i = 0; i < 1000; i++); };", { check });
    expect(checks).toBeGreaterThan(80);
    expect(checks).toBeLessThan(100);
  });
});
