import { describe, expect, it } from "vitest";
import type { SqlOutcome } from "../../src/engine/engine.js";
import type { Settings } from "../../src/limits/settings.js";
import { moduleConsole } from "../../src/log/console.js";
import { Log } from "../../src/log/log.js";

/** A log at a level, and the statements that it runs. */
function logAt(level: Settings["logLevel"], outcome: SqlOutcome = { ok: true, text: null }) {
  const statements: string[] = [];
  const run = (sql: string): SqlOutcome => {
    statements.push(sql);
    return outcome;
  };
  const checkInterrupts = (): undefined => undefined;
  const log = new Log({
    engine: { fetch: run, fetchReadOnly: run, execute: run },
    level: () => level,
    checkInterrupts,
  });
  const console = moduleConsole({ log, checkInterrupts, stackOf: () => "at f (f.ts:1:1)" });
  return { log, statements, console: console as Console };
}

type Assert = (condition: boolean, ...values: readonly unknown[]) => void;

const levels = ["debug", "info", "notice", "warning"] as const;

describe("plts.log_level", () => {
  it.each([
    ["off", []],
    ["error", []],
    ["warn", ["warning"]],
    ["info", ["info", "notice", "warning"]],
    ["debug", ["debug", "info", "notice", "warning"]],
  ] as const)("at %s lets %j pass, and the others cost no statement", (level, passing) => {
    const { log, statements } = logAt(level);
    for (const each of levels) log.write(each, "x", undefined);
    expect(statements).toEqual(passing.map((each) => `select plts.log('${each}', 'x', null) as j`));
  });

  it("holds back without reading what was to be written", () => {
    const { log, console } = logAt("error");
    const never: unknown = {
      toString: () => expect.unreachable(),
      toJSON: () => expect.unreachable(),
    };
    log.write("info", never, never);
    console.log("%s", never);
    expect(() => {
      console.assert(true, "%s", never);
    }).not.toThrow();
  });

  it.each([
    ["debug", "debug", "debug"],
    ["trace", "debug", "debug"],
    ["log", "info", "info"],
    ["info", "info", "info"],
    ["dir", "info", "info"],
    ["table", "info", "info"],
    ["group", "info", "info"],
    ["groupCollapsed", "info", "info"],
    ["warn", "warn", "warning"],
    ["error", "error", "warning"],
  ] as const)("lets console.%s pass from %s on, as %s", (method, threshold, raised) => {
    const order = ["off", "error", "warn", "info", "debug"] as const;
    for (const level of order) {
      const { console, statements } = logAt(level);
      console[method]("x");
      const passes = order.indexOf(level) >= order.indexOf(threshold);
      expect(statements, level).toHaveLength(passes ? 1 : 0);
      if (passes) expect(statements[0]).toContain(`plts.log('${raised}'`);
    }
  });
});

describe("a message", () => {
  it("carries data as JSON", () => {
    const { log, statements } = logAt("info");
    log.write("info", "it's", { a: [1n, "x'y\\"] });
    expect(statements).toEqual([
      `select plts.log('info', 'it''s',  E'{"a":[1,"x''y\\\\\\\\"]}') as j`,
    ]);
    log.write("info", "null", null);
    expect(statements[1]).toBe("select plts.log('info', 'null', 'null') as j");
  });

  it.each([
    [{ a: [Number.NaN] }, "$.a[0] is NaN, which has no JSON form"],
    [() => 1, "$ is a function"],
    [new Map(), "$ is a Map, which has no JSON form"],
    ["a\0b", "$ is a string with the character U+0000, which PostgreSQL cannot store"],
  ])("says what is wrong with data that is not JSON: %#", (data, problem) => {
    const { log, statements } = logAt("info");
    log.write("info", "x", data);
    expect(statements[0]).toContain(`'{"problem":"${problem}`);
  });

  it("survives whatever it is given", () => {
    const { log, console, statements } = logAt("debug");
    const unreadable = new Proxy(() => 1, {
      get() {
        throw new Error("no");
      },
    });
    for (const value of [undefined, null, Symbol("s"), Object.create(null), unreadable, 5n]) {
      log.write("info", value, value);
      log.write(value, "x", undefined);
      console.log(value, value);
      console.error(value);
      console.trace(value);
    }
    expect(statements).toHaveLength(30);
    log.write("loud", "x", undefined);
    expect(statements.at(-1)).toBe("select plts.log('info', 'x', null) as j");
  });

  it("is cleaned of what PostgreSQL cannot hold, and cut", () => {
    const { log, statements } = logAt("info");
    log.write("info", "a\0b\ud800", undefined);
    expect(statements[0]).toContain("'a\uFFFDb\uFFFD'");
    log.write("info", "x".repeat(8_000), undefined);
    expect(statements[1]).toContain(`'${"x".repeat(8_000)}'`);
    log.write("info", `${"x".repeat(7_999)}\u{1F600}y`, undefined);
    expect(statements[2]).toContain(`'${"x".repeat(7_999)}\uFFFD... (8002 characters)'`);
    log.write("info", "x", "y".repeat(63_998));
    expect(statements[3]).toContain(`'"${"y".repeat(63_998)}"'`);
    log.write("info", "x", "y".repeat(63_999));
    expect(statements[4]).toContain('{"cut":"\\\\"yyy');
    expect(statements[4]).toContain('"length":64001}');
  });

  it("that PostgreSQL refuses is no failure", () => {
    const { log } = logAt("info", { ok: false, failure: { code: "22P05", message: "no" } });
    expect(() => {
      log.write("info", "x", undefined);
    }).not.toThrow();
  });
});

describe("console", () => {
  it("tells the stack of an error, and of where a trace is", () => {
    const { console, statements } = logAt("debug");
    console.error("failed:", new RangeError("far"));
    expect(statements[0]).toBe(
      `select plts.log('warning', 'failed: RangeError: far', '{"stack":"at f (f.ts:1:1)"}') as j`,
    );
    console.trace("here");
    expect(statements[1]).toBe(
      `select plts.log('debug', 'Trace: here', '{"stack":"at f (f.ts:1:1)"}') as j`,
    );
  });

  it("says which assertion failed", () => {
    const { console, statements } = logAt("error");
    console.assert(statements.length === 0, "never");
    console.assert(false);
    console.assert(false, "because %s", 5);
    (console.assert as Assert)(false, { a: 1 });
    expect(statements.map((sql) => /'warning', '(.*)', null/.exec(sql)?.[1])).toEqual([
      "Assertion failed",
      "Assertion failed: because 5",
      'Assertion failed: {"a":1}',
    ]);
  });

  it("cannot be changed", () => {
    const { console } = logAt("error");
    expect(() => Object.assign(console, { log: () => 1 })).toThrow(TypeError);
    expect(() => Object.assign(Reflect.get(console, "log") as object, { x: 1 })).toThrow(TypeError);
  });
});
