import { createCompiler } from "@stopgap/compiler";
import { programOf } from "../../src/module/program.js";
import { describe, expect, it } from "vitest";
import { PljsEngine } from "../../src/engine/pljs.js";
import { Plv8Engine } from "../../src/engine/plv8.js";
import { type StackSources, stackFrames, writeStack } from "../../src/errors/stack.js";
import { loaderOf } from "../lowered/load-lowered.js";

const compiler = createCompiler({});
const { frame: v8Frame } = new Plv8Engine({
  execute: () => [],
  prepare: () => ({}),
  subtransaction: () => undefined,
});
const { frame: quickJsFrame } = new PljsEngine(
  { execute: () => [], elog: () => undefined, subtransaction: () => undefined },
  21,
);

const source = `interface Unused { a: number }
type AlsoUnused = Unused;
async function inner(n: number): Promise<number> {
  await null;
  return (null as unknown as { boom: number }).boom + n;
}
class Box { #x = 1; open(): never { throw new TypeError("open " + this.#x); } }
export default {
  inner, open: () => new Box().open(), anonymous: () => { (() => { throw new Error("a"); })(); },
};
`;

function sourcesOf(locate: StackSources["locate"], maps = true): StackSources {
  return {
    frame: v8Frame,
    locate,
    sourceMap: (hash) =>
      maps
        ? (compiler.compile({ source: hash, check: false, options: { source_map: true } })
            .sourceMap ?? undefined)
        : undefined,
    fileName: () => "app.f.ts",
  };
}

describe("the stack of an error in loaded code", () => {
  const loader = loaderOf();
  loader.load(programOf("export default 1;\n// something before it"), false);
  const { open, anonymous } = loader.load(programOf(source), false)["default"] as Record<
    string,
    () => unknown
  >;
  const locate: StackSources["locate"] = (line) => loader.locate(line);

  function stackOf(run: (() => unknown) | undefined): string {
    try {
      run?.();
    } catch (error) {
      return (error as Error).stack ?? "";
    }
    throw new Error("nothing was thrown");
  }

  it("names lines and columns of the TypeScript as it was written", () => {
    expect(stackFrames(stackOf(open), sourcesOf(locate))).toEqual([
      { function: "Box.open", file: "app.f.ts", line: 7, column: 43 },
      { function: "open", file: "app.f.ts", line: 9, column: 32 },
    ]);
    expect(writeStack(stackFrames(stackOf(anonymous), sourcesOf(locate)))).toBe(
      "at <anonymous> (app.f.ts:9:74)\nat anonymous (app.f.ts:9:92)",
    );
  });

  it("names the file that the source map names, as that of a project's module does", () => {
    const sources = sourcesOf(locate);
    const named = (hash: string): string | undefined =>
      sources.sourceMap(hash)?.replace(`"module.ts"`, `"stopgap/users.ts"`);
    const [frame] = stackFrames(stackOf(open), { ...sources, sourceMap: named });
    expect(frame).toEqual({ function: "Box.open", file: "stopgap/users.ts", line: 7, column: 43 });
  });

  it("names those of the code where there is no source map", () => {
    const [frame] = stackFrames(stackOf(open), sourcesOf(locate, false));
    expect(frame).toMatchObject({ function: "Box.open", file: "app.f.ts" });
    expect(frame?.line).toBeGreaterThan(2);
  });

  it("is empty where nothing of it is loaded code", () => {
    expect(stackFrames(new Error("here").stack ?? "", sourcesOf(locate))).toEqual([]);
    expect(stackFrames("", sourcesOf(locate))).toEqual([]);
    expect(writeStack([])).toBe("");
  });

  it("has twenty frames at most", () => {
    const sources = { ...sourcesOf(() => ({ hash: "h", line: 1 }), false) };
    const stack = Array.from({ length: 50 }, () => "    at f (stopgap:2001:1)").join("\n");
    expect(stackFrames(stack, sources)).toHaveLength(20);
  });
});

describe("a frame of an engine", () => {
  const sources = (frame: RegExp): StackSources => ({
    frame,
    locate: (line) => (line > 2000 ? { hash: "h", line: line - 2000 } : undefined),
    sourceMap: () => undefined,
    fileName: () => "f.ts",
  });

  it.each<[string, RegExp, string, string[]]>([
    [
      "plv8",
      v8Frame,
      "Error: x\n    at inner (stopgap:2005:12)\n    at async outer (stopgap:2007:1)\n    at stopgap:2009:3\n    at new Box (stopgap:2010:4)\n    at Object.get [as x] (stopgap:2011:5)\n    at f (kernel.js:2005:1)\n    at eval (stopgap:12:1)",
      [
        "at inner (f.ts:5:12)",
        "at outer (f.ts:7:1)",
        "at <anonymous> (f.ts:9:3)",
        "at <anonymous> (f.ts:10:4)",
        "at <anonymous> (f.ts:11:5)",
      ],
    ],
    [
      "pljs",
      quickJsFrame,
      "    at inner (<input>:2005:12)\n    at <anonymous> (<input>:2006:1)\n    at <eval> (<input>:12:1)\n    at map (native)\n    at f (<evalScript>:2007:2)",
      ["at inner (f.ts:5:12)", "at <anonymous> (f.ts:6:1)", "at f (f.ts:7:2)"],
    ],
  ])("is read: %s", (_name, frame, stack, lines) => {
    expect(writeStack(stackFrames(stack, sources(frame))).split("\n")).toEqual(lines);
  });

  it("is read in time, whatever an error's stack was set to", () => {
    const hostile = `at ${"a ".repeat(100_000)}(${"(".repeat(100_000)}\n${"stopgap:".repeat(100_000)}`;
    expect(stackFrames(hostile, sources(v8Frame))).toEqual([]);
    expect(stackFrames(hostile, sources(quickJsFrame))).toEqual([]);
  });
});
