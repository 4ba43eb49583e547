import { describe, expect, it } from "vitest";
import { parseSettings, type Settings } from "../../src/limits/settings.js";

const names = ["runtime", "sqlBytes", "params", "rows", "level", "isolation"] as const;

/** What the shell sends, with everything unset but what a test sets. */
function parse(set: Partial<Record<(typeof names)[number], string>>): Settings {
  return parseSettings(names.map((name) => set[name] ?? "").join("\u001f"));
}

const defaults = {
  maxRuntimeMs: undefined,
  maxSqlBytes: 131072,
  maxParams: 256,
  maxQueryRows: 1000,
  logLevel: "warn",
  isolation: "session",
};

describe("the settings of a call", () => {
  it("have defaults", () => {
    expect(parse({})).toEqual(defaults);
    expect(parseSettings("")).toEqual(defaults);
  });

  it.each<[string, number | undefined]>([
    ["", undefined],
    ["0", undefined],
    ["0ms", undefined],
    ["250", 250],
    ["250ms", 250],
    [" 250 ms ", 250],
    ["2s", 2000],
    ["1min", 60_000],
    ["1.5s", 1500],
    ["500us", 1],
    ["1us", 1],
    ["2h", 7_200_000],
    ["1d", 86_400_000],
    ["2S", 2000],
    ["off", undefined],
    ["-5ms", undefined],
    ["5 parsecs", undefined],
    ["ms", undefined],
    ["1e3", undefined],
    ["5ms 6ms", undefined],
    [".5s", undefined],
    ["constructor", undefined],
    ["5constructor", undefined],
    ["NaN", undefined],
    ["Infinity", undefined],
    ["9".repeat(400), undefined],
  ])("take %j as a duration of %s ms", (text, milliseconds) => {
    expect(parse({ runtime: text }).maxRuntimeMs).toBe(milliseconds);
  });

  it.each([
    "0",
    "-1",
    "1.5",
    "abc",
    "5abc",
    "5 5",
    "1e3",
    "0x10",
    "NaN",
    "Infinity",
    "9007199254740992",
    "+5",
  ])("fall back to the default where a number makes no sense: %j", (text) => {
    const parsed = parse({ sqlBytes: text, params: text, rows: text });
    expect(parsed).toEqual(defaults);
  });

  it("take positive integers", () => {
    expect(parse({ sqlBytes: "1", params: " 2 ", rows: "9007199254740991" })).toMatchObject({
      maxSqlBytes: 1,
      maxParams: 2,
      maxQueryRows: 9007199254740991,
    });
  });

  it.each([
    ["off", "off"],
    ["ERROR", "error"],
    [" info ", "info"],
    ["debug", "debug"],
    ["loud", "warn"],
    ["constructor", "warn"],
  ])("take %j as the level %s", (text, level) => {
    expect(parse({ level: text }).logLevel).toBe(level);
  });

  it("take only what they know of isolation", () => {
    expect(parse({ isolation: "call" }).isolation).toBe("call");
    expect(parse({ isolation: "database" }).isolation).toBe("session");
  });
});
