import { isIP } from "node:net";

import { parseNetwork } from "../access/networks.js";
import type { Reader } from "./variable.js";

/** Any text. */
export const text: Reader<string> = (value) => ({ value });

/** Any text; null where there is none. */
export const textOrNone: Reader<string | null> = (value) => ({
  value: value === "" ? null : value,
});

/** Secrets of at least some characters each, separated by commas; null where there are none. */
export function secretsOrNone(characters: number, howToMake: string): Reader<string | null> {
  return (value) => {
    const shortest = Math.min(...commaSeparated(value).map(({ length }) => length));
    if (shortest >= characters) return { value: value === "" ? null : value };
    return {
      problem: `has ${shortest} characters`,
      remedy: `write at least ${characters}, such as those of ${howToMake}`,
    };
  };
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> {
  const bounds = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  return (value) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    return number >= least && number <= most
      ? { value: number }
      : { problem: `is '${value}'`, remedy: `write a whole number ${bounds}` };
  };
}

/** The same; null where there is none. */
export function wholeNumberOrNone(least: number): Reader<number | null> {
  const read = wholeNumber(least);
  return (value) => (value === "" ? { value: null } : read(value));
}

/** Whole seconds, as milliseconds. */
export function seconds(least: number): Reader<number> {
  // What a timer of Node can wait for.
  const read = wholeNumber(least, 2_147_483);
  return (value) => {
    const reading = read(value);
    return "value" in reading ? { value: reading.value * 1000 } : reading;
  };
}

/** One of a few words. */
export function oneOf<Word extends string>(words: readonly Word[]): Reader<Word> {
  return (value) => {
    const word = words.find((each) => each === value);
    return word === undefined
      ? { problem: `is '${value}'`, remedy: `write ${words.join(" or ")}` }
      : { value: word };
  };
}

/** An address of this machine, not a name. */
export const ipAddress: Reader<string> = (value) =>
  isIP(value) === 0
    ? { problem: `is '${value}'`, remedy: "write an IP address, such as 127.0.0.1 or 0.0.0.0" }
    : { value };

/** Networks, separated by commas. */
export const networks: Reader<readonly string[]> = (value) => {
  const found = commaSeparated(value);
  const wrong = found.filter((each) => parseNetwork(each) === null);
  return wrong.length === 0
    ? { value: found }
    : {
        problem: `has ${wrong.map((each) => `'${each}'`).join(", ")}`,
        remedy: "write networks such as 10.0.0.0/8 or fd00::/8, separated by commas",
      };
};

/** Names of extensions of PostgreSQL, separated by commas; `none` for none. */
export const extensionNames: Reader<readonly string[]> = (value) => {
  const found = value === "none" ? [] : commaSeparated(value);
  const wrong = found.filter((each) => !/^[a-z0-9_-]{1,63}$/.test(each));
  return wrong.length === 0
    ? { value: found }
    : {
        problem: `has ${wrong.map((each) => `'${each}'`).join(", ")}`,
        remedy: "write names of extensions such as vector, separated by commas, or none",
      };
};

/** A URL of the web; null where there is none. */
export const webUrlOrNone: Reader<string | null> = (value) => {
  if (value === "") return { value: null };
  return URL.canParse(value) && /^https?:/.test(value)
    ? { value }
    : { problem: `is '${value}'`, remedy: "write a URL that begins with https://" };
};

function commaSeparated(value: string): readonly string[] {
  return value
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
