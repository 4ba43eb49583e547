import { describe, expect, it } from "vitest";
import { parseUrl } from "../../src/urls/script.js";

const texts = [
  "https://example.org/a?b#c",
  "HTTP://EXAMPLE.org:80/%7Eü/../x y",
  "https://münchen.de/",
  "https://xn--mnchen-3ya.de",
  "https://faß.example",
  "http://[::1]:8080/",
  "http://[::ffff:1.2.3.4]/",
  "http://0x7f.1/",
  "http://256.1.1.1/",
  "http://1.2.3.4.5.999/",
  "http://a b/",
  "http://a%00b/",
  "http://[::1",
  "http://exa\nmple.org",
  "mailto:a@b.c",
  "file:///C:/x",
  "data:text/plain,hi",
  "urn:isbn:1",
  "//example.org",
  "/a",
  "",
  "http:",
  "http://",
  "https://user:pä@example.org:65536/",
  "https://user:pä@example.org:65535/",
  "a:b",
];

describe("URLs", () => {
  it.each(texts)("are read as Node reads them: %j", (text) => {
    const parts = parseUrl(text);
    expect(parts !== null).toBe(URL.canParse(text));
    if (!parts) return;
    const { href, protocol, hostname } = new URL(text);
    expect(parts).toEqual({ href, protocol, hostname });
  });
});
