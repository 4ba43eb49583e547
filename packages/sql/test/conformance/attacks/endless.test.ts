import type { TestDatabase } from "@stopgap/local/testing";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
let session: Client;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query("create schema app");
  session = await database.connect();
  await session.query("set check_function_bodies = off");
  app = new App(session);
  await app.define("fine", "export default () => 'fine';");
});
afterAll(() => database.drop());

const iterable = (next: string) => `({ [Symbol.iterator]: () => (${next}) } as any)`;

/** Code of a handler that a built-in, an operator or the kernel itself runs without end, with no loop or call written. */
const endless: Readonly<Record<string, string>> = {
  "a set of an endless iterator": `new Set(${iterable("{ next: () => ({ value: 1, done: false }) }")});`,
  "a set of an iterator that takes an argument": `new Set(${iterable("{ next: (_x: unknown) => ({ value: 1, done: false }) }")});`,
  "an iterator that is kept by its name": `const next = (_x: unknown) => ({ value: 1, done: false }); new Set(${iterable("{ next }")});`,
  "an iterator's method": `new Set(${iterable("{ next() { return { value: 1, done: false }; } }")});`,
  "an iterator of a class": `class It { value = 1; done = false; next() { return this; } } new Set(${iterable("new It()")});`,
  "a map of entries": `new Map(${iterable("{ next: () => ({ value: [1, 2], done: false }) }")});`,
  "a weak set": `const o = {}; new WeakSet(${iterable("{ next: () => ({ value: o, done: false }) }")});`,
  "Object.fromEntries": `Object.fromEntries(${iterable("{ next: () => ({ value: [1, 2], done: false }) }")});`,
  "Promise.race": `await Promise.race(${iterable("{ next: () => ({ value: 1, done: false }) }")});`,
  "Promise.all": `await Promise.all(${iterable("{ next: () => ({ value: 1, done: false }) }")});`,
  "a loop over it": `for (const _ of ${iterable("{ next: () => ({ value: 1, done: false }) }")});`,
  "yield*": `function* all(): any { yield* ${iterable("{ next: () => ({ value: 1, done: false }) }")}; } new Set(all());`,
  "a proxy that is searched": `Array.prototype.includes.call(new Proxy({}, { get: (_o, key) => key === "length" ? 2 ** 53 - 1 : 0 }), 1);`,
  "a proxy's has": `Array.prototype.indexOf.call(new Proxy({ length: 2 ** 53 - 1 }, { has: () => false }), 1);`,
  "proxies of proxies": `let o: any = { a: 1 }; for (let i = 0; i < 60; i += 1) o = new Proxy(o, { get: (target, key) => target[key] + target[key] }); o.a;`,
  "proxies of functions": `let f: any = () => 1; for (let i = 0; i < 60; i += 1) f = new Proxy(f, { apply: (target) => target() + target() }); f();`,
  "conversions with a hint": `let o: any = 1; for (let i = 0; i < 60; i += 1) { const p = o; o = { [Symbol.toPrimitive]: (_hint: string) => +p + +p }; } +o;`,
  "conversions to text":
    "let o: any = ''; for (let i = 0; i < 60; i += 1) { const p = o; o = { toString: () => `${p}${p}` }; } String(o);",
  "setters that set": `let o: any = { v: 1 }; for (let i = 0; i < 60; i += 1) { const p = o; o = { set v(x: unknown) { p.v = x; p.v = x; } }; } o.v = 1;`,
  "a thenable without end": `const t: any = {}; t.then = (f: any) => f(t); await t;`,
  "thenables that make thenables": `const make = (): any => ({ then: (f: any) => f(make()) }); await make();`,
  "a species": `class A extends Array { static get [Symbol.species](): any { for (;;); } } new A(1).map((x) => x);`,
  hasInstance: `const C = { [Symbol.hasInstance]: () => { for (;;); } } as any; ({}) instanceof C;`,
  "a tag": `const tag = () => { for (;;); }; (tag as any)\`x\`;`,
  "a reviver": `JSON.parse("[1]", () => { for (;;); });`,
  "a replacer": `JSON.stringify([1], () => { for (;;); });`,
  "a replacement": `"a".replace(/a/, () => { for (;;); });`,
  "Symbol.replace": `"a".replace({ [Symbol.replace]: () => { for (;;); } } as any, "b");`,
  "a regular expression's exec": `class R extends RegExp { exec() { return { index: 0, 0: "", length: 1 } as any; } } "aaa".replace(new R("x", "g"), "");`,
  "an array's length": `Array.prototype.some.call({ get length() { for (;;); } } as any, () => true);`,
  "a default value": `const f = ({ a = (() => { for (;;); })() } = {}) => a; f();`,
  "a field": `new (class { a = (() => { for (;;); })(); })();`,
  "a static block": `class A { static { for (;;); } } new A();`,
  "a computed key": `({ [(() => { for (;;); })()]: 1 });`,
  "labels and finally": `outer: for (;;) { try { continue outer; } finally { continue outer; } }`,
  "a delegating generator's return": `function* g() { try { yield 1; } finally { for (;;); } } for (const _ of g()) break;`,
  "recursion that catches": `const f = (): any => { try { return f(); } catch { return f(); } finally { f(); } }; f();`,
  "recursion by a getter": `const o: any = { get a() { try { return o.a; } catch { return o.a; } } }; o.a;`,
  "recursion by conversion":
    "const o: any = { toString() { try { return `${o}`; } catch { return `${o}`; } } }; `${o}`;",
  "recursion by a proxy": `const p: any = new Proxy({}, { get: (_o, key) => { try { return p[key]; } catch { return p[key]; } } }); p.a;`,
  "sorting without end": `Array.from({ length: 100_000 }, (_, i) => i).sort(() => { for (;;); });`,
  "awaiting in parallel": `const spin = async (): Promise<void> => { for (;;) await null; }; await Promise.all([spin(), spin(), spin()]);`,
  "more and more promises": `const grow = async (): Promise<void> => { await null; await Promise.all([grow(), grow()]); }; await grow();`,
  "statements that fail": `for (;;) { try { await ctx.db.query("select 1/0"); } catch {} }`,
  "statements in a transaction that fails": `for (;;) { try { await ctx.db.exec("do $$ begin perform 1/0; exception when others then null; end $$"); } catch {} }`,
  "SQL that catches": `await ctx.db.exec("do $$ begin loop begin perform pg_sleep(0.01); exception when others then null; end; end loop; end $$");`,
  parameters: `await ctx.db.query("select 1", new Proxy([], { get() { for (;;); } }));`,
  "a parameter's toJSON": `await ctx.db.query("select $1::jsonb", [{ toJSON() { for (;;); } }]);`,
  "a sparse parameter": `const a: number[] = []; a.length = 2 ** 32 - 1; await ctx.db.query("select $1::int[]", [a]);`,
  "a sparse parameter as JSON": `const a: number[] = []; a.length = 2 ** 32 - 1; await ctx.db.query("select $1::jsonb", [{ a }]);`,
};

describe("code that runs for ever without looking like it", () => {
  for (const [name, body] of Object.entries(endless)) {
    it(`is stopped: ${name}`, async () => {
      await app.define(
        "endless",
        `import { mutation } from "@stopgap/runtime"; export default mutation(async (_args, ctx: any) => { ${body} return "ended"; });`,
      );
      await session.query("set statement_timeout = 200");
      const { code, message } = await failure(app.call("endless"));
      expect(["57014", "54001"], message).toContain(code);
      await session.query("set statement_timeout = 0");
      expect(await app.call("fine")).toBe("fine");
    });
  }
});
