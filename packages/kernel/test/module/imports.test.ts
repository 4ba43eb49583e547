import { beforeEach, describe, expect, it } from "vitest";
import { standardGlobals } from "../../src/globals/module-globals.js";
import { FunctionOrigins } from "../../src/module/function-origins.js";
import { ModuleLoader } from "../../src/module/module-loader.js";
import { programOf } from "../../src/module/program.js";
import { evaluated, settled } from "../../src/promise/settled.js";
import { withScheduler } from "../../src/promise/scheduler.js";
import { lower } from "../lowered/load-lowered.js";

interface Stored {
  readonly source: string;
  readonly imports: Readonly<Record<string, string | null>>;
}

let stored: Map<string, Stored>;
let loader: ModuleLoader;

beforeEach(() => {
  stored = new Map();
  loader = new ModuleLoader({
    artifact: (hash) => {
      const found = stored.get(hash);
      if (!found) return undefined;
      const imports = new Map(Object.entries(found.imports));
      return { hash, code: lower(found.source), abi: 1, imports };
    },
    globals: standardGlobals(),
    builtIn: new Map([["@stopgap/runtime", { answer: 42 }]]),
    check: () => 1000,
    settle: settled,
    settleImport: evaluated,
    origins: new FunctionOrigins(),
  });
});

function store(hash: string, source: string, imports: Stored["imports"] = {}): void {
  stored.set(hash, { source, imports });
}

/** Calls the default export of an artifact with an import map. */
function run(hash: string, map: Readonly<Record<string, string>> = {}, isolated = false): unknown {
  return withScheduler(() => {
    const program = programOf(hash, JSON.stringify(map));
    const { default: main } = loader.load(program, isolated);
    return settled((main as () => unknown)());
  });
}

const counter = "let n = 0; export default () => (n += 1);";

describe("an import", () => {
  it("leads to what is built in, then to what the source says, then to what the map says", () => {
    store("own", "export const n = 1;");
    store("mapped", "export const n = 2;");
    store(
      "main",
      `import { answer } from "@stopgap/runtime"; import { n as a } from "a"; import { n as b } from "b";
       export default () => [answer, a, b];`,
      { a: "own", b: null },
    );
    const map = { "@stopgap/runtime": "own", a: "mapped", b: "mapped" };
    expect(run("main", map)).toEqual([42, 1, 2]);
  });

  it("that leads nowhere is an error with its name", () => {
    store("main", `import { n } from "a"; export default () => n;`, { a: null });
    const refusal = { code: "42704", message: 'module "a" cannot be imported' };
    expect(() => run("main")).toThrow(expect.objectContaining(refusal));
    store("later", `export default async () => import("a");`, { a: null });
    expect(() => run("later")).toThrow(expect.objectContaining(refusal));
    expect(() => run("main", { a: "missing" })).toThrow("artifact missing does not exist");
  });

  it("follows what a binding is later", () => {
    store("counter", "export let n = 0; export const count = () => { n += 1; };");
    store(
      "main",
      `import { count, n } from "a"; import * as all from "a"; export default () => { count(); return [n, all.n]; };`,
      { a: "counter" },
    );
    expect([run("main"), run("main")]).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("waits for the top-level await of what it leads to", () => {
    store("slow", "export const n = await Promise.resolve(5);");
    store("main", `import { n } from "a"; export default () => n;`, { a: "slow" });
    expect(run("main")).toBe(5);
    store("never", "await new Promise(() => {});");
    store("waiting", `import "a"; export default () => 1;`, { a: "never" });
    expect(() => run("waiting")).toThrow("imported module never settles");
  });

  it("that is dynamic waits as well, for all who import it", () => {
    store("slow", "let n = 0; n += await Promise.resolve(5); export { n };");
    store(
      "main",
      `export default async () => {
         const all = await Promise.all([import("a"), import("a"), import("a")]);
         return all.map(({ n }) => n);
       };`,
      { a: "slow" },
    );
    expect(run("main")).toEqual([5, 5, 5]);
  });

  it("leaves what it has begun to the call", () => {
    store("begins", "export const order = []; Promise.resolve().then(() => order.push('module'));");
    store(
      "main",
      `import { order } from "a"; order.push("main"); export default async () => { await null; return order; };`,
      { a: "begins" },
    );
    expect(run("main")).toEqual(["main", "module"]);
    store(
      "later",
      `export default async () => { const { order } = await import("b"); order.push("handler"); await null; return order; };`,
      { b: "begins" },
    );
    expect(run("later")).toEqual(["main", "module", "handler"]);
  });

  it("that is dynamic is evaluated when it is reached, and disturbs no order", () => {
    store("late", "export const n = 1; globalThis.done = true;");
    store("broken", "throw new Error('broken');");
    store(
      "main",
      `export default async () => {
         const order = [];
         const imported = import("late").then(() => order.push("import"));
         const other = Promise.resolve().then(() => order.push(1)).then(() => order.push(2)).then(() => order.push(3));
         await Promise.all([imported, other]);
         const broken = await import("broken").catch((error) => error.message);
         return [order.join(), broken];
       };`,
      { late: "late", broken: "broken" },
    );
    expect(run("main")).toEqual(["1,import,2,3", "broken"]);
  });

  it("fails with what the module threw, each time", () => {
    store("broken", "throw new Error('broken');");
    store("main", `import "a"; export default () => 1;`, { a: "broken" });
    expect(() => run("main")).toThrow("broken");
    expect(() => run("main")).toThrow("broken");
  });
});

describe("an imported module", () => {
  it("is one and the same for all that import it, and as a program of its own", () => {
    store("counter", counter);
    store("a", `import count from "c"; export default () => count();`, { c: "counter" });
    store("b", `import count from "c"; export default () => count();`, { c: null });
    expect([run("a"), run("b", { c: "counter" }), run("counter"), run("a")]).toEqual([1, 2, 3, 4]);
  });

  it("is another one where something behind it is", () => {
    store("one", "export const n = 1;");
    store("two", "export const n = 2;");
    store(
      "middle",
      `import { n } from "leaf"; let calls = 0; export default () => [n, (calls += 1)];`,
      {
        leaf: null,
      },
    );
    store("main", `import middle from "middle"; export default () => middle();`, { middle: null });
    const first = { middle: "middle", leaf: "one" };
    const second = { middle: "middle", leaf: "two" };
    expect([run("main", first), run("main", second), run("main", first)]).toEqual([
      [1, 1],
      [2, 1],
      [1, 2],
    ]);
    expect(run("middle", { leaf: "two", unrelated: "one" })).toEqual([2, 2]);
  });

  it("is evaluated anew with an isolated program, once for all of it", () => {
    store("counter", counter);
    store("a", `export { default } from "c";`, { c: "counter" });
    store("main", `import x from "a"; import y from "c"; export default () => [x(), y()];`, {
      a: "a",
      c: "counter",
    });
    expect([run("main"), run("main", {}, true), run("main", {}, true), run("main")]).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
      [3, 4],
    ]);
  });

  it("has a globalThis of its own in every instance", () => {
    store("main", "globalThis.calls ??= 0; export default () => (globalThis.calls += 1);");
    expect([run("main"), run("main", {}, true), run("main", {}, true), run("main")]).toEqual([
      1, 1, 1, 2,
    ]);
  });

  it("that has come to import itself is an error with all members", () => {
    store("a", `import "@stopgap/app/b"; export default () => 1;`, { "@stopgap/app/b": null });
    store("b", `import "@stopgap/app/a"; export default () => 1;`, { "@stopgap/app/a": null });
    expect(() => run("a", { "@stopgap/app/a": "a", "@stopgap/app/b": "b" })).toThrow(
      "modules import each other: the function -> app.b.ts -> app.a.ts",
    );
  });

  it("may not be at the end of too long a row", () => {
    store("m0", "export default () => 'end';");
    for (let i = 1; i <= 33; i += 1) {
      store(`m${String(i)}`, `export { default } from "next";`, { next: `m${String(i - 1)}` });
    }
    expect(() => run("m32")).toThrow("more than 32 modules import one another in a row");
    expect(run("m31")).toBe("end");
  });

  it("is called by what it was imported as", () => {
    const hash = `sha256:${"0123456789ab".repeat(5)}cdef`;
    const specifiers = [
      "@stopgap/app/price",
      "@scope/kit/sub",
      "data:text/javascript,export%20{}",
      `plts+artifact:${hash}`,
    ];
    const names = specifiers.map((specifier) => {
      const main = `main ${specifier}`;
      store(hash, "export {};");
      store(main, `import ${JSON.stringify(specifier)}; export default () => 1;`, {
        [specifier]: hash,
      });
      run(main);
      return loader.nameOf(hash);
    });
    expect(names).toEqual([
      "app.price.ts",
      "@scope/kit/sub",
      "data:0123456789ab.js",
      "artifact:0123456789ab.ts",
    ]);
  });
});
