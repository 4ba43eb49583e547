import { describe, expect, it } from "vitest";
import { atob, btoa } from "../../src/schemas/base64.js";

const bytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");
const samples = ["", "a", "ab", "abc", "abcd", "\u0000\u00ff", bytes, bytes.repeat(7)];

describe("base64", () => {
  it.each(samples)("goes both ways as it does in Node: sample %#", (text) => {
    expect(btoa(text)).toBe(globalThis.btoa(text));
    expect(atob(btoa(text))).toBe(text);
  });

  it.each(["YQ", "YQ==", " Y Q\n=\t=", "YWI", "YWJj"])("takes %j as Node does", (text) => {
    expect(atob(text)).toBe(globalThis.atob(text));
  });

  it.each(["Y", "YQ=", "YQ===", "=", "Y*==", "YQ==YQ==", "-_==", "ü"])("refuses %j", (text) => {
    expect(() => atob(text)).toThrow("the text is not base64");
    expect(() => globalThis.atob(text)).toThrow();
  });

  it("encodes bytes only", () => {
    expect(() => btoa("\u0100")).toThrow("the text is not made of bytes");
  });
});
