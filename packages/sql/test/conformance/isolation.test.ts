import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query("create schema app; set check_function_bodies = off");
});
afterAll(() => database.drop());

describe("the engine", () => {
  it("cannot be reached", async () => {
    const ways: Readonly<Record<string, string>> = {
      plv8: "plv8",
      pljs: "pljs",
      "the global object": "globalThis.plv8 ?? globalThis.pljs",
      this: "(function () { return this; })()",
      "a called builtin": "[1].map(function () { return this; })[0]",
      "the kernel": "globalThis.plts_kernel",
      "a kernel by name": "plts_kernel",
      "a function of the engine": "typeof invoke === 'undefined' ? undefined : invoke",
      "the compiler's": "typeof plts_run_compiler === 'undefined' ? undefined : plts_run_compiler",
      require: "typeof require === 'undefined' ? undefined : require",
      "what the kernel matched": "RegExp.input || RegExp.$_ || RegExp.lastMatch || undefined",
      "Reflect on globalThis":
        "Reflect.ownKeys(globalThis).filter((name) => /^pl/.test(String(name)))[0]",
    };
    for (const [name, source] of Object.entries(ways)) {
      await app.define(
        "reach",
        `export default () => {
           let found;
           try { found = ${source}; } catch { return "refused"; }
           return found === undefined || found === false ? "refused" : String(typeof found);
         };`,
      );
      expect(await app.call("reach"), name).toBe("refused");
    }
  });

  it("cannot be reached through code made from text", async () => {
    for (const source of [
      "eval('1')",
      "(0, eval)('1')",
      "globalThis.eval('1')",
      "Function('return 1')()",
      "new Function('return 1')()",
      "(() => 1).constructor('return 1')()",
      "(async () => 1).constructor('return 1')()",
      "(function* () {}).constructor('return 1')()",
      "(async function* () {}).constructor('return 1')()",
      "Object.getPrototypeOf(function* () {}).constructor('return 1')()",
      "(class { static x() {} }).x.constructor('return 1')()",
      "Reflect.construct(Function, ['return 1'])()",
      "Array.from.constructor('return 1')()",
      "(new Proxy(function () {}, {})).constructor('return 1')()",
    ]) {
      await app.define("evaluate", `export default () => ${source};`);
      expect((await failure(app.call("evaluate"))).message, source).toMatch(
        /EvalError|not available|is not a/,
      );
    }
  });

  it("is not in the frames of an error", async () => {
    expect(
      await app.run(`export default () => {
        let found = "nothing";
        try {
          Error.prepareStackTrace = (_error, frames) => {
            for (const frame of frames) {
              const self = frame.getThis?.() ?? frame.getFunction?.();
              if (self !== undefined) found = "leaked";
            }
            return "";
          };
        } catch { return "refused"; }
        void new Error("x").stack;
        return found;
      };`),
    ).toMatch(/refused|nothing/);
  });
});

describe("built-ins", () => {
  it("cannot be changed, and changing one is an error", async () => {
    for (const change of [
      "Array.prototype.push = () => 0",
      "JSON.stringify = () => ''",
      "Object.prototype.then = () => 0",
      "Map.prototype.get = () => 0",
      "Promise.prototype.then = () => 0",
      "Function.prototype.apply = () => 0",
      "Object.defineProperty(String.prototype, 'replaceAll', { value: () => '' })",
      "delete Array.prototype.map",
      "Object.setPrototypeOf(Array.prototype, null)",
      "Math.max = () => 0",
      "Error.prototype.message = 'x'",
      "globalThis.Map = class {}",
      "RegExp.prototype.exec = () => null",
      "Object.getPrototypeOf([][Symbol.iterator]()).next = () => 0",
      "Object.getPrototypeOf(function* () {}).prototype.next = () => 0",
    ]) {
      await app.define("change", `export default () => { ${change}; return "changed"; };`);
      expect((await failure(app.call("change"))).message, change).toMatch(/TypeError/);
    }
  });

  it("have the symbols that disposal goes by, which packages would set otherwise", async () => {
    await app.define(
      "symbols",
      `export default () => {
         const symbols = Symbol as unknown as Record<string, unknown>;
         symbols["dispose"] ??= Symbol("own");
         symbols["asyncDispose"] ??= Symbol("own");
         return [String(symbols["dispose"]), String(symbols["asyncDispose"])];
       };`,
    );
    expect(await app.call("symbols")).toEqual([
      "Symbol(Symbol.dispose)",
      "Symbol(Symbol.asyncDispose)",
    ]);
  });

  it("can be overridden on objects of one's own, and extended by classes", async () => {
    expect(
      await app.run(`
        class NotFound extends Error {
          constructor(what) { super(what + " not found"); this.name = "NotFound"; this.toString = () => "own"; }
        }
        export default () => {
          const o = {}; o.toString = () => "mine"; o.constructor = 5; o.valueOf = () => 1;
          const e = new NotFound("x"); const plain = new Error("a"); plain.message = "b";
          return [String(o), e.name, e.message, String(e), e instanceof Error, plain.message, o + 1];
        };`),
    ).toEqual(
      ["mine", "NotFound", "x not found", "own", true, "b", "mine1"].map((x, i) =>
        i === 0 ? "mine" : i === 6 ? 2 : x,
      ),
    );
  });
});

describe("modules", () => {
  it("keep their state for the session, and their globals for themselves", async () => {
    await app.define(
      "counting",
      "let n = 0; globalThis.shared = 'mine'; export default () => { n += 1; return [n, globalThis.shared]; };",
    );
    await app.define("other", "export default () => [typeof globalThis.shared, typeof shared];");
    expect(await app.call("counting")).toEqual([1, "mine"]);
    expect(await app.call("counting")).toEqual([2, "mine"]);
    expect(await app.call("other")).toEqual(["undefined", "undefined"]);
  });

  it("are evaluated for every call when plts.isolation says so", async () => {
    await app.define("isolated", "let n = 0; export default () => { n += 1; return n; };");
    await database.client.query("set plts.isolation = 'call'");
    expect(await app.call("isolated")).toBe(1);
    expect(await app.call("isolated")).toBe(1);
    await database.client.query("reset plts.isolation");
  });

  it("SG-X05 have no network, no files, no timers, no process", async () => {
    const names = [
      "fetch",
      "Request",
      "Response",
      "Headers",
      "WebSocket",
      "Deno",
      "process",
      "setTimeout",
      "setInterval",
      "queueMicrotask",
      "WebAssembly",
      "print",
      "std",
      "os",
      "Buffer",
    ];
    expect(
      await app.run(`export default () => [${names.map((name) => `typeof ${name}`).join(", ")}];`),
    ).toEqual(names.map(() => "undefined"));
  });
});

describe("roles", () => {
  it("have a kernel each, also nested and in one transaction", async () => {
    await database.client.query(`
      create role isolation_a; create role isolation_b;
      grant app_user to isolation_a, isolation_b; grant usage on schema app to isolation_a, isolation_b;
    `);
    await app.define(
      "whoami",
      "export default async (ctx) => (await ctx.db.query('select current_user as role'))[0]?.role;",
    );
    await app.define(
      "as_b",
      "export default async (ctx) => (await ctx.db.query(`select app.whoami('{}') as role`))[0]?.role;",
      "security definer",
    );
    await database.client.query("alter function app.as_b(jsonb) owner to isolation_b");
    for (let round = 0; round < 3; round += 1) {
      await database.client.query("begin");
      for (const role of ["isolation_a", "isolation_b"]) {
        await database.client.query(`set local role ${role}`);
        expect(await app.call("whoami")).toBe(role);
        expect(await app.call("as_b")).toBe("isolation_b");
      }
      await database.client.query("commit");
    }
    await database.client.query(
      "drop function app.as_b(jsonb); drop owned by isolation_a, isolation_b; drop role isolation_a, isolation_b",
    );
  });
});
