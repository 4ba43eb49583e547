import { describe, expect, it } from "vitest";
import { evaluated, settled } from "../../src/promise/settled.js";
import { withScheduler } from "../../src/promise/scheduler.js";
import { programOf } from "../../src/module/program.js";
import { standardGlobals } from "../../src/globals/module-globals.js";
import { FunctionOrigins } from "../../src/module/function-origins.js";
import { type ModuleHost, ModuleLoader } from "../../src/module/module-loader.js";
import { loaderOf, lower, runLowered } from "../lowered/load-lowered.js";

function host(changes: Partial<ModuleHost> = {}): ModuleHost {
  return {
    artifact: (hash) => ({ hash, code: lower(hash), abi: 1, imports: new Map() }),
    globals: standardGlobals(),
    builtIn: new Map(),
    check: () => 1000,
    settle: settled,
    settleImport: evaluated,
    origins: new FunctionOrigins(),
    ...changes,
  };
}

describe("a module", () => {
  it("is evaluated once, and keeps its scope", () => {
    const loader = loaderOf();
    const source = "let n = 0; export default () => (n += 1);";
    const count = () => (loader.load(programOf(source), false)["default"] as () => number)();
    expect([count(), count(), count()]).toEqual([1, 2, 3]);
  });

  it("is evaluated anew when it is isolated, and leaves the kept one alone", () => {
    const loader = loaderOf();
    const source = "let n = 0; export default () => (n += 1);";
    const count = (isolated: boolean) =>
      (loader.load(programOf(source), isolated)["default"] as () => number)();
    expect([count(false), count(true), count(true), count(false)]).toEqual([1, 1, 1, 2]);
  });

  it("is evaluated again after it has failed", () => {
    let isFailing = true;
    const loader = loaderOf({ globals: { fails: () => isFailing } });
    const source = "if (fails()) throw new Error('not yet'); export default 1;";
    expect(() => loader.load(programOf(source), false)).toThrow("not yet");
    isFailing = false;
    expect(loader.load(programOf(source), false)["default"]).toBe(1);
  });

  it("may wait at its top level, and fails when that never ends", () => {
    const load = (source: string) => withScheduler(() => loaderOf().load(programOf(source), false));
    expect(load("const a = await Promise.resolve(5); export { a };")["a"]).toBe(5);
    expect(() => load("await new Promise(() => {});")).toThrow("handler promise never settles");
    expect(() => load("await Promise.reject(new Error('no'));")).toThrow("no");
    expect(() => load("Promise.reject(new Error('nobody')); export default 1;")).toThrow("nobody");
  });

  it("is missed by its hash", () => {
    const loader = new ModuleLoader(host({ artifact: () => undefined }));
    expect(() => loader.load(programOf("sha256:0"), false)).toThrow(
      expect.objectContaining({ code: "42704", message: "artifact sha256:0 does not exist" }),
    );
  });

  it("is refused when it was compiled for a later installation", () => {
    const loader = new ModuleLoader(
      host({ artifact: (hash) => ({ hash, code: "", abi: 99, imports: new Map() }) }),
    );
    expect(() => loader.load(programOf("h"), false)).toThrow(
      expect.objectContaining({ code: "0A000" }),
    );
  });

  it.each([
    ["if (__stopgap_budget) --__stopgap_budget; else __stopgap_check();"],
    ["--__stopgap_budget < 0 && __stopgap_check();"],
  ])("asks for interrupts, and at every step once it is to stop: %s", (check) => {
    let asked = 0;
    let isStopped = false;
    const code = `exports.default = (steps) => { for (let n = 0; n < steps; n += 1) { ${check} } };`;
    const loader = new ModuleLoader(
      host({
        artifact: (hash) => ({ hash, code, abi: 1, imports: new Map() }),
        check: () => {
          asked += 1;
          if (isStopped) throw new Error("stop");
          return 100;
        },
      }),
    );
    const run = loader.load(programOf("h"), false)["default"] as (steps: number) => void;
    run(1000);
    expect(asked).toBe(10);
    isStopped = true;
    for (const steps of [200, 1, 1]) {
      expect(() => {
        run(steps);
      }).toThrow("stop");
    }
  });

  it("imports what is built in and nothing else", () => {
    const modules = { "@stopgap/runtime": { answer: 42, default: { answer: 43 } } };
    const run = (source: string) => runLowered(source, { modules });
    const from = `from "@stopgap/runtime"`;
    expect(run(`import { answer } ${from}; export default () => answer;`)).toBe(42);
    expect(run(`import runtime ${from}; export default () => runtime.answer;`)).toBe(43);
    expect(run(`import * as all ${from}; export default () => all.answer;`)).toBe(42);
    expect(run(`export default async () => (await import("@stopgap/runtime")).answer;`)).toBe(42);
    expect(() =>
      loaderOf().load(programOf(`import { a } ${from}; export default a;`), false),
    ).toThrow('module "@stopgap/runtime" cannot be imported');
  });

  it("is let go with all others when there are too many, and can be loaded again", () => {
    const loader = loaderOf();
    const counter = "let n = 0; export default () => (n += 1);";
    const count = () => (loader.load(programOf(counter), false)["default"] as () => number)();
    expect(count()).toBe(1);
    expect(count()).toBe(2);
    for (let i = 0; i < 600; i += 1) loader.load(programOf(`export default ${String(i)};`), false);
    expect(count()).toBe(1);
  });

  it("sees the standard names and no others", () => {
    const names = [
      "process",
      "require",
      "global",
      "window",
      "Buffer",
      "fetch",
      "setTimeout",
      "queueMicrotask",
      "structuredClone",
      "URL",
      "console",
      "WebAssembly",
      "performance",
      "crypto",
      "module",
      "__dirname",
    ];
    const hidden = names.filter((name) => name !== "require");
    for (const name of hidden) {
      expect([name, runLowered(`export default () => typeof ${name};`)]).toEqual([
        name,
        "undefined",
      ]);
      expect(runLowered(`export default () => typeof globalThis[${JSON.stringify(name)}];`)).toBe(
        "undefined",
      );
    }
    expect(
      runLowered(
        "export default () => [typeof Map, typeof JSON, typeof Intl, NaN !== NaN, undefined];",
      ),
    ).toEqual(["function", "object", "object", true, undefined]);
  });

  it("has a globalThis of its own", () => {
    const loader = loaderOf();
    const first = loader.load(
      programOf("globalThis.leak = 1; export default () => globalThis.leak;"),
      false,
    );
    const second = loader.load(
      programOf("export default () => [globalThis.leak, typeof leak];"),
      false,
    );
    expect((first["default"] as () => unknown)()).toBe(1);
    expect((second["default"] as () => unknown)()).toEqual([undefined, "undefined"]);
    expect("leak" in globalThis).toBe(false);
    expect(
      runLowered(
        "export default () => [globalThis === globalThis.globalThis, globalThis.Map === Map];",
      ),
    ).toEqual([true, true]);
  });

  it.each([
    "globalThis.JSON = 1;",
    "globalThis.globalThis = 1;",
    "delete globalThis.Map;",
    "Object.defineProperty(globalThis, 'Map', { value: 1 });",
  ])("cannot change the standard names: %s", (statement) => {
    expect(() => runLowered(`export default () => { ${statement} };`)).toThrow(TypeError);
  });

  it("is strict, and its this is not the engine's global object", () => {
    expect(
      runLowered("export default () => [typeof this, (function () { return this; })()];"),
    ).toEqual(["undefined", undefined]);
    expect(() => runLowered("export default () => { undeclared = 1; };")).toThrow(ReferenceError);
    expect(() =>
      runLowered("export default () => { (function () { return arguments.callee; })(); };"),
    ).toThrow(TypeError);
  });

  it("cannot make code from text by name", () => {
    const refusal = "is not available: code in the database is compiled before it runs";
    for (const code of [
      "eval('1')",
      "(0, eval)('1')",
      "new Function('return 1')",
      "Function('return 1')",
      "globalThis.eval('1')",
      "globalThis.Function('')",
      "Reflect.construct(Function, [''])",
    ]) {
      expect(() => runLowered(`export default () => ${code};`)).toThrow(refusal);
    }
    expect(runLowered("export default () => (() => 1) instanceof Function;")).toBe(true);
  });
});
