import { expect, it } from "vitest";

import { redact, redactUrl } from "../../src/connection/redact.js";

it.each([
  ["postgresql://ada:secret@db:5432/shop", "postgresql://ada:***@db:5432/shop"],
  ["postgres://ada:p@ss/w:rd@db/shop", "postgres://ada:***@db/shop"],
  ["postgres://:secret@db/shop", "postgres://:***@db/shop"],
  ["cannot reach postgres://a:b@c/d, nor e", "cannot reach postgres://a:***@c/d, nor e"],
  [
    "postgres://db/shop?user=ada&password=secret&x=1",
    "postgres://db/shop?user=ada&password=***&x=1",
  ],
  ["host=db password='se cret' user=ada", "host=db password=*** user=ada"],
])("leaves the password out of %s", (text, redacted) => {
  expect(redact(text)).toBe(redacted);
});

it.each(["postgresql://ada@db:5432/shop", "postgresql:///shop?host=/run", "no URL: a@b"])(
  "leaves alone what has no password: %s",
  (text) => {
    expect(redact(text)).toBe(text);
  },
);

it.each([
  ["postgresql://a/b:two words@db:port", "postgresql://a/b:***@db:port"],
  ["postgresql://ada:p@ss:w/rd?@db/shop", "postgresql://ada:***@db/shop"],
  ["postgresql://ada@db/shop", "postgresql://ada@db/shop"],
])("takes the password out of what is meant as a URL: %s", (text, redacted) => {
  expect(redactUrl(text)).toBe(redacted);
});
