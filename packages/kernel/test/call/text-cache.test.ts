import { describe, expect, it } from "vitest";
import { TextCache } from "../../src/call/text-cache.js";

describe("results by their text", () => {
  it("are made once, whichever text comes in between", () => {
    const made: string[] = [];
    const cache = new TextCache((text) => {
      made.push(text);
      return { text };
    });
    const texts = ["a", "a", "b", "a", "b"];
    expect(texts.map((text) => cache.get(text).text)).toEqual(texts);
    expect(made).toEqual(["a", "b"]);
  });
});
