import { describe, expect, it } from "vitest";

import { wrap } from "../../src/output/wrap.js";

describe("a text is wrapped", () => {
  it("where a line is too long, and only there", () => {
    expect(wrap("one two three\n a  table\nfour", 9)).toBe("one two\nthree\n a  table\nfour");
  });

  it("at spaces: a long word stays whole", () => {
    expect(wrap("a verylongword b", 5)).toBe("a\nverylongword\nb");
  });

  it("without counting colours", () => {
    const red = "\u001b[31mred\u001b[39m";

    expect(wrap(`${red} ${red}`, 7)).toBe(`${red} ${red}`);
    expect(wrap(`${red} ${red}`, 6)).toBe(`${red}\n${red}`);
  });
});
