import { describe, expect, it } from "vitest";
import { TextDecoder, TextEncoder } from "../../src/urls/text-coding.js";

const texts = [
  "",
  "a%20b",
  "ü€😀",
  "\ud800x\udc00",
  "\u0000\u007f\u0080\u07ff\u0800\uffff\u{10ffff}",
];

/** Every pair of bytes that means something, with more after it. */
const starts = [
  0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5,
  0xff,
];

describe("UTF-8 for the URL library", () => {
  it.each(texts)("goes both ways as it does in Node: sample %#", (text) => {
    const encoded = new globalThis.TextEncoder().encode(text);
    expect(new TextEncoder().encode(text)).toEqual(encoded);
    expect(new TextDecoder().decode(encoded)).toBe(new globalThis.TextDecoder().decode(encoded));
  });

  it("replaces what is no UTF-8 as Node does", () => {
    const reference = new globalThis.TextDecoder("utf-8", { ignoreBOM: true });
    for (const first of starts) {
      for (const second of starts) {
        for (const rest of [[], [0x80], [0x80, 0x80], [0x41]]) {
          const bytes = Uint8Array.from([first, second, ...rest]);
          expect([...bytes, new TextDecoder().decode(bytes)]).toEqual([
            ...bytes,
            reference.decode(bytes),
          ]);
        }
      }
    }
  });
});
