import { describe, expect, it } from "vitest";
import { randomOf } from "../lowered/async-program.js";
import { sqlTokens } from "../../src/db/sql-tokens.js";

/** `kind:text` of every token but the words, which stand for themselves. */
function cut(sql: string, standardStrings = true): string[] {
  return sqlTokens(sql, standardStrings).map(({ kind, text }) =>
    kind === "word" ? text : `${kind}:${text}`,
  );
}

describe("a statement's tokens", () => {
  it.each<[string, string, string[]]>([
    [
      "words, parameters and symbols",
      "select a.b, $1::int",
      ["select", "a", "symbol:.", "b", "symbol:,", "parameter:$1", "symbol::", "symbol::", "int"],
    ],
    ["strings", "'a' 'it''s' ''", ["opaque:'a'", "opaque:'it''s'", "opaque:''"]],
    ["what a string hides", "'$1; -- /* \"'", ["opaque:'$1; -- /* \"'"]],
    [
      "a backslash in a standard string",
      String.raw`'a\' ; '`,
      [String.raw`opaque:'a\'`, "symbol:;", "opaque:'"],
    ],
    [
      "escape strings",
      String.raw`E'a\'b' e'\\' x`,
      [String.raw`opaque:E'a\'b'`, String.raw`opaque:e'\\'`, "x"],
    ],
    ["a word that ends with e before a string", "type'a\\'", ["type", "opaque:'a\\'"]],
    [
      "an escape string that goes on after a line break",
      "E'a'\n  '\\'' ; x",
      ["opaque:E'a'\n  '\\''", "symbol:;", "x"],
    ],
    [
      "one that goes on after a comment",
      "E'a' -- c'\n -- d\n '\\'; y' x",
      ["opaque:E'a' -- c'\n -- d\n '\\'; y'", "x"],
    ],
    ["one that does not go on in the same line", "E'a' '\\'", ["opaque:E'a'", "opaque:'\\'"]],
    [
      "one that does not go on after a block comment",
      "E'a'\n/* */ '\\'",
      ["opaque:E'a'", "opaque:'\\'"],
    ],
    ["quoted names", '"a""b" "$1;" "', ['opaque:"a""b"', 'opaque:"$1;"', 'opaque:"']],
    ["dollar quotes", "$$ ; $1 $$ $a$ $$ $b$ $a$", ["opaque:$$ ; $1 $$", "opaque:$a$ $$ $b$ $a$"]],
    ["a dollar quote with letters of other scripts", "$é1$;$é1$", ["opaque:$é1$;$é1$"]],
    ["no dollar quote after a name", "a$b$;c$b$", ["a$b$", "symbol:;", "c$b$"]],
    ["no parameter inside a name", "a$1 _$2 é$3", ["a$1", "_$2", "é$3"]],
    ["a parameter before a dollar quote", "$1$$;$$", ["parameter:$1", "opaque:$$;$$"]],
    ["a dollar sign alone", "$ $-", ["symbol:$", "symbol:$", "symbol:-"]],
    ["line comments", "a -- b ; $1\nc -- d\r e --", ["a", "c", "e"]],
    ["block comments, which nest", "a /* /* ; */ $1 */ b /**/ c", ["a", "b", "c"]],
    ["comments next to operators", "a*/* ; */b @--;\n c", ["a", "symbol:*", "b", "symbol:@", "c"]],
    ["an end of a comment that is none", "a */ b", ["a", "symbol:*", "symbol:/", "b"]],
    [
      "numbers",
      "1 1.5 .5 1e5 0x1F 1_000",
      [
        "opaque:1",
        "opaque:1.5",
        "symbol:.",
        "opaque:5",
        "opaque:1e5",
        "opaque:0x1F",
        "opaque:1_000",
      ],
    ],
    ["names with letters of other scripts", "größe 数 😀", ["größe", "数", "😀"]],
    [
      "a no-break space, which is part of a name",
      "a\u00a0$x$;b$x$",
      ["a\u00a0$x$", "symbol:;", "b$x$"],
    ],
    ["all white space of SQL", "a\t\n\v\f\r b", ["a", "b"]],
    ["an open string", "a 'b ; c", ["a", "opaque:'b ; c"]],
    ["an open dollar quote", "a $x$ ; $y$", ["a", "opaque:$x$ ; $y$"]],
    ["an open block comment", "a /* /* */ ; b", ["a"]],
    ["nothing", " \n-- a\n/* b */ ", []],
  ])("are found: %s", (_name, sql, tokens) => {
    expect(cut(sql)).toEqual(tokens);
  });

  it("escape with a backslash in plain strings where strings do not conform to the standard", () => {
    const sql = String.raw`'a\'; b' x`;
    expect(cut(sql, false)).toEqual([String.raw`opaque:'a\'; b'`, "x"]);
    expect(cut(sql, true)).toEqual([String.raw`opaque:'a\'`, "symbol:;", "b", "opaque:' x"]);
  });

  it("stand in the text where they say, in order, with nothing but space and comments between", () => {
    const pieces = [
      "a",
      "$1",
      "'",
      '"',
      "$$",
      "$x$",
      "--",
      "/*",
      "*/",
      "\n",
      " ",
      ";",
      "(",
      ")",
      "E'",
      "\\",
      "é",
      "1",
    ];
    for (let seed = 0; seed < 500; seed += 1) {
      const random = randomOf(seed);
      const sql = Array.from({ length: random(20) }, () => pieces[random(pieces.length)]).join("");
      let end = 0;
      for (const { start, text } of sqlTokens(sql, random(2) === 0)) {
        expect(text).not.toBe("");
        expect(sql.slice(start, start + text.length)).toBe(text);
        expect(sql.slice(end, start)).toMatch(/^(?:\s|--[^\n]*\n|\/\*[^]*\*\/)*$/);
        end = start + text.length;
      }
    }
  });
});
