import { describe, expect, it } from "vitest";
import { readDataUrl } from "../../../src/core/imports/data-url.js";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

describe("a data: URL", () => {
  it.each([
    ["data:text/javascript,export default 1", "export default 1"],
    ["data:text/javascript,export%20default%201", "export default 1"],
    ["DATA:Text/JavaScript;charset=utf-8,1", "1"],
    ["data:application/javascript,1", "1"],
    ["data:text/javascript,a,b", "a,b"],
    ["data:text/javascript,5 % 2", "5 % 2"],
    ["data:text/javascript,5 %252 %zz", "5 %2 %zz"],
    ["data:text/javascript,'ä😀%C3%A4'", "'ä😀ä'"],
    ["data:text/javascript,a\nb", "a\nb"],
    ["data:text/javascript,", ""],
  ])("holds its text, without percent escapes: %j", (url, source) => {
    expect(readDataUrl(url)).toEqual({ ok: true, source });
  });

  it.each(["", "a", "ab", "abc", "export default 'ä😀';", "\u{10FFFF}".repeat(50)])(
    "holds its text in base64: %j",
    (source) => {
      const encoded = base64(source);
      for (const body of [encoded, encoded.replace(/=/g, ""), encodeURIComponent(encoded)]) {
        expect(readDataUrl(`data:text/javascript;base64,${body}`)).toEqual({ ok: true, source });
      }
    },
  );

  it.each([
    ["data:text/javascript", "a data: URL needs a comma"],
    ["data:,1", "a data: URL must begin with data:text/javascript"],
    ["data:text/plain,1", "a data: URL must begin with data:text/javascript"],
    ["data:application/json,{}", "a data: URL must begin with data:text/javascript"],
    ["data:text/javascript;base64,a", "its body is not base64"],
    ["data:text/javascript;base64,ab-_", "its body is not base64"],
    ["data:text/javascript;base64,/w==", "its body is not UTF-8"],
    ["data:text/javascript,%FF", "its body is not UTF-8"],
    ["data:text/javascript,a%00b", "its body has a character U+0000"],
  ])("is refused with the reason: %s", (url, reason) => {
    expect(readDataUrl(url)).toEqual({ ok: false, reason });
  });
});
