import fc from "fast-check";
import { expect, it } from "vitest";

import { sqlChecksum } from "../../src/declared/sql-checksum.js";

const keyword = fc.constantFrom("select", "from", "where", "and", "not", "table", "int");
const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/);
const quoted = fc.stringMatching(/^[A-Za-z -]{1,8}$/).map((text) => `"${text}"`);
const constant = fc.oneof(
  fc
    .string({ unit: "grapheme", maxLength: 12 })
    .filter((text) => !/[\0'\\]/.test(text))
    .map((text) => `'${text}'`),
  fc.nat().map(String),
);
const mark = fc.constantFrom("(", ")", ",", ".", "=", "<>", "::");
const token = fc.oneof(keyword, name, quoted, constant, mark);
/** Strings that follow each other are one, if on lines of their own. */
const tokens = fc
  .array(token, { minLength: 1, maxLength: 20 })
  .filter((all) => all.every((each, at) => !each.startsWith("'") || all[at + 1]?.[0] !== "'"));

const gap = fc.constantFrom(" ", "\n", "\t  ", " -- a 'comment'\n", " /* one /* in */ another */ ");

/** Tokens with something between them that does not count. */
const written = (words: readonly string[], gaps: readonly string[]): string =>
  words.map((word, at) => `${gaps[at % gaps.length] ?? " "}${word}`).join("");

const upperCase = (words: readonly string[]): readonly string[] =>
  words.map((word) => (/^["']/.test(word) ? word : word.toUpperCase()));

it("does not depend on white space, comments, and the case of what has no quotes (GW-06, GW-08)", async () => {
  await fc.assert(
    fc.asyncProperty(tokens, fc.array(gap, { minLength: 1 }), async (words, gaps) => {
      const plain = await sqlChecksum(words.join(" "));
      expect(await sqlChecksum(written(words, gaps))).toBe(plain);
      expect(await sqlChecksum(written(upperCase(words), gaps))).toBe(plain);
    }),
  );
});

it("depends on every token (GW-06, GW-08)", async () => {
  await fc.assert(
    fc.asyncProperty(tokens, token, fc.nat(), async (words, other, place) => {
      const at = place % words.length;
      if (words[at] === other) return;
      const changed = words.map((word, index) => (index === at ? other : word));
      expect(await sqlChecksum(changed.join(" "))).not.toBe(await sqlChecksum(words.join(" ")));
    }),
  );
});
