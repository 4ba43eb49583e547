import { describe, expect, it } from "vitest";

import {
  choiceOption,
  flagOption,
  positiveIntegerOption,
  requiredTextOption,
  textOptionOr,
  type GivenValue,
} from "../../src/options/cli-option.js";

const about = { flags: "--it <it>", description: "it", twin: "STOPGAP_IT" };
const argument = (raw: string | true): GivenValue => ({ raw, name: "--it", origin: "argument" });
const variable = (raw: string): GivenValue => ({
  raw,
  name: "STOPGAP_IT",
  origin: "environment",
});

describe("a flag", () => {
  const option = flagOption(about);

  it("is off when it was not given, and on when it was", () => {
    expect(option.read(undefined)).toBe(false);
    expect(option.read(argument(true))).toBe(true);
  });

  it.each(["1", "true", "TRUE", "yes", "on"])("is on when its variable says %s", (word) => {
    expect(option.read(variable(word))).toBe(true);
  });

  it.each(["0", "false", "no", "Off"])("is off when its variable says %s", (word) => {
    expect(option.read(variable(word))).toBe(false);
  });

  it.each(["maybe", "constructor"])("refuses %s, and names the variable", (word) => {
    expect(() => option.read(variable(word))).toThrow(`STOPGAP_IT is 1 or 0, not '${word}'`);
  });
});

describe("a whole number", () => {
  const option = positiveIntegerOption(about);

  it("is read from a text", () => {
    expect(option.read(argument("12"))).toBe(12);
  });

  it.each(["0", "-1", "1.5", "1e3", "x", "", "9007199254740992"])("refuses %j", (text) => {
    expect(() => option.read(argument(text))).toThrow(
      `--it is a whole number from 1, not '${text}'`,
    );
  });
});

describe("a choice", () => {
  const option = choiceOption(["human", "json"], about);

  it("is one of its words", () => {
    expect(option.read(argument("json"))).toBe("json");
  });

  it("refuses another word, and says which there are", () => {
    expect(() => option.read(argument("xml"))).toThrow("--it is human or json, not 'xml'");
  });
});

describe("a text", () => {
  it("has a default", () => {
    expect(textOptionOr("prod", about).read(undefined)).toBe("prod");
  });

  it("is not empty", () => {
    expect(() => textOptionOr("prod", about).read(argument(""))).toThrow("--it is empty");
  });

  it("that must be given says how to give it", () => {
    expect(() => requiredTextOption(about).read(undefined)).toThrow(
      expect.objectContaining({
        message: "--it <it> is missing",
        hint: "Give it, or set STOPGAP_IT.",
        exitCode: 2,
      }),
    );
  });
});
