import { describe, expect, it } from "vitest";
import { asyncProgram, asyncPrograms } from "./async-program.js";
import { runAllNatively, runNatively } from "./run-natively.js";
import { runAllOnKernel, runOnKernel } from "./run-on-kernel.js";

const clock = `(async () => { for (let i = 0; i < 30; i += 1) { await null; log("tick", i); } })();`;

/** What generated programs seldom come to. */
const cases: Readonly<Record<string, string>> = {
  "yield* delivers the inner result without another turn":
    "async function* inner() { yield 1; return 2; } async function* outer() { log(await 0); log(yield* inner()); } for await (const x of outer()) log(x);",
  "return goes through yield*, to the inner generator and on":
    "async function* inner() { try { yield 1; } finally { log('inner left'); await 1; } } async function* outer() { try { yield* inner(); log('never'); } finally { log('outer left'); } } const g = outer(); log(JSON.stringify(await g.next())); log(JSON.stringify(await g.return(Promise.resolve(7)))); log(JSON.stringify(await g.next()));",
  "a return that the inner generator answers with another value":
    "async function* inner() { try { yield 1; } finally { yield 2; } } async function* outer() { const got = yield* inner(); log('came to', got); } const g = outer(); for (const r of [g.next(), g.return(5), g.next(), g.next()]) r.then((x) => log(JSON.stringify(x)));",
  "a return over an inner iterator without one":
    "const inner = { [Symbol.asyncIterator]() { return this; }, next: () => ({ value: 1, done: false }) }; async function* outer() { try { yield* inner; } finally { log('left'); } } const g = outer(); g.next().then((x) => log(JSON.stringify(x))); g.return(Promise.resolve(3)).then((x) => log(JSON.stringify(x)));",
  "throw goes through yield* and may be caught inside":
    "async function* inner() { try { yield 1; } catch (e) { log('caught', e); yield 2; } return 3; } async function* outer() { return yield* inner(); } const g = outer(); for (const r of [g.next(), g.throw(8), g.next(), g.throw(9)]) r.then((x) => log(JSON.stringify(x)), (e) => log('failed', e));",
  "throw over an inner iterator without one closes it":
    "const inner = { [Symbol.asyncIterator]() { return this; }, next: () => ({ value: 1, done: false }), async return() { log('closed'); return {}; } }; async function* outer() { try { yield* inner; } catch (e) { log(e.constructor.name, e.message); } } const g = outer(); await g.next(); log(JSON.stringify(await g.throw(8)));",
  "an inner iterator whose answer is no object":
    "const inner = { [Symbol.asyncIterator]() { return this; }, next: () => 5 }; async function* outer() { yield* inner; } try { await outer().next(); } catch (e) { log(e.constructor.name, e.message); }",
  "an inner promise that is rejected":
    "const inner = { [Symbol.asyncIterator]() { return this; }, next: () => Promise.reject(4) }; async function* outer() { try { yield* inner; } catch (e) { log('caught', e); return 6; } } log(JSON.stringify(await outer().next()));",
  "requests to a generator that has not begun":
    "async function* f() { log('never'); yield 1; } const g = f(); for (const r of [g.return(Promise.resolve(1)), g.next(), g.throw(2), g.return(thenable(3))]) r.then((x) => log(JSON.stringify(x)), (e) => log('failed', e)); function thenable(v) { return { then(r) { log('then'); r(v); } }; }",
  "a rejected return value":
    "async function* f() { try { yield 1; } catch (e) { log('caught', e); yield 2; } } const g = f(); await g.next(); log(JSON.stringify(await g.return(Promise.reject(5)))); log(JSON.stringify(await g.next()));",
  "requests made while the generator runs":
    "let g; async function* f() { g.next().then((x) => log('second', JSON.stringify(x))); log('first'); yield 1; yield 2; } g = f(); log(JSON.stringify(await g.next()));",
  "yield awaits what it is given":
    "async function* f() { try { yield Promise.reject(1); } catch (e) { log('caught', e); } yield Promise.resolve(2); } for await (const x of f()) log(x);",
  "for await over a sync iterator awaits its values and closes it":
    "function* f() { try { yield Promise.resolve(1); yield 2; } finally { log('closed'); } } for await (const x of f()) { log(x); break; } for await (const x of [1, 2]) { log(x); break; } log('after');",
  "for await over an array that is left takes the turns of a close":
    "for await (const x of [1]) { break; } log('after');",
  "for await with a return that throws":
    "const s = { [Symbol.asyncIterator]() { return this; }, next: () => ({ value: 1, done: false }), return() { throw 3; } }; try { for await (const x of s) { break; } } catch (e) { log('caught', e); } try { for await (const x of s) throw 4; } catch (e) { log('caught', e); }",
  "for await over what is not iterable":
    "for (const x of [null, 5, {}]) try { for await (const y of x) log(y); } catch (e) { log(e.constructor.name); }",
  "defaults of an async function that throw reject it":
    "async function f(a = (() => { throw 1; })()) { log('never'); } f().catch((e) => log('caught', e)); log('after');",
  "defaults of an async generator throw at once":
    "async function* f(a = (() => { throw 1; })()) { log('never'); } try { f(); } catch (e) { log('caught', e); } log('after');",
  "this, arguments and super in async functions":
    "class A { constructor() { this.n = 1; } m() { return this.n; } } class B extends A { async m(...r) { await 0; const f = async () => [this.n, arguments.length, super.m(), r.length]; return JSON.stringify(await f()); } } log(await new B().m(1, 2));",
  "promises as values of promises":
    "const p = Promise.resolve(1); log(Promise.resolve(p) === p); log(await Promise.all([p, 2, Promise.resolve(Promise.resolve(3))])); log(JSON.stringify(await Promise.allSettled([p, Promise.reject(1)])));",
  "any and its error":
    "try { await Promise.any([Promise.reject(1), Promise.reject(2)]); } catch (e) { log(e.constructor.name, e.message, e.errors); } try { await Promise.any([]); } catch (e) { log(e.errors.length); }",
  "combinators of what is not iterable reject":
    "for (const name of ['all', 'race', 'any', 'allSettled']) await Promise[name](5).catch((e) => log(name, e.constructor.name));",
  "combinators close an iterator when resolving fails":
    "class P extends Promise { static resolve() { throw 7; } } const it = { [Symbol.iterator]() { return this; }, next: () => ({ value: 1, done: false }), return() { log('closed'); return {}; } }; await P.all(it).catch((e) => log('caught', e));",
  "a subclass of Promise":
    "class P extends Promise { get name() { return 'P'; } } const p = P.resolve(1).then((x) => x + 1); log(p instanceof P, p.name, await p); log(P.all([]) instanceof P); log((await P.reject(2).catch((x) => x)));",
  "finally passes through what it is given":
    "log(await Promise.resolve(1).finally(() => 2)); await Promise.reject(3).finally(() => Promise.resolve(4)).catch((e) => log(e)); await Promise.resolve(5).finally(() => Promise.reject(6)).catch((e) => log(e)); await Promise.resolve(7).finally(8).then(log);",
  "a promise that resolves to itself":
    "let r; const p = new Promise((resolve) => { r = resolve; }); r(p); await p.catch((e) => log(e.constructor.name, e.message));",
  "a thenable that calls back twice, and throws afterwards":
    "const t = { then(resolve, reject) { resolve(1); resolve(2); reject(3); throw 4; } }; log(await t); log(await Promise.resolve(t));",
  "a then that cannot be read":
    "const t = { get then() { log('read'); throw 5; } }; await Promise.resolve(t).catch((e) => log('caught', e)); try { await t; } catch (e) { log('caught', e); }",
  "a rejection that is handled late":
    "const p = Promise.reject(1); await 0; await 0; p.catch((e) => log('caught', e));",
  "a rejection that nobody handles":
    "Promise.reject(1); Promise.reject(2).catch(() => 0); log('after');",
  "a rejection that nobody handles behind a promise that never settles":
    "await new Promise(async () => { throw 6; });",
  "what promises are called and made of":
    "log(Promise.name, Promise.length, String(Promise.resolve()), Object.prototype.toString.call(Promise.resolve()), typeof Promise.prototype.finally); for (const bad of [() => Promise(), () => new Promise(), () => new Promise(5)]) try { bad(); log('made'); } catch (e) { log(e.constructor.name); }",
};

describe("lowered code does what it does in Node", () => {
  it.each(Object.entries(cases))("%s", async (_name, body) => {
    const source = `export default async function main() { ${clock} try { ${body} } catch (e) { log("main caught", e); } }`;
    const native = await runNatively(source);
    expect(native.log.length).toBeGreaterThanOrEqual(30);
    expect(runOnKernel(source)).toEqual(native);
  });
});

describe("lowered code runs in the same order as in Node, and misses the same rejections", () => {
  // Compiling them is what takes long: a count to try more of them can be given.
  const count = Number(process.env["STOPGAP_ASYNC_PROGRAMS"] ?? 1000);
  const size = 50;
  const batches = Array.from({ length: count / size }, (_, batch) => batch * size);
  it.each(batches)(`programs %i and the ${String(size - 1)} after it`, async (first) => {
    const seeds = Array.from({ length: size }, (_, index) => first + index);
    const source = asyncPrograms(seeds);
    const native = await runAllNatively(source);
    const lowered = runAllOnKernel(source);
    for (const [index, seed] of seeds.entries()) {
      expect(lowered[index], `program ${String(seed)}`).toEqual(native[index]);
    }
  });

  it.each([1, 2, 3])("program %i as a module of its own", async (seed) => {
    const source = asyncProgram(seed);
    expect(runOnKernel(source)).toEqual(await runNatively(source));
  });
});
