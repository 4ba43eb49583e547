import { describe, expect, it } from "vitest";

import { mask } from "./fixtures/mask.js";

describe("an ellipsis in the expected text", () => {
  it("stands for whatever is there, in its line alone", () => {
    expect(mask("id 7, took 5ms\nid 7", "id 7, took …\nid 7")).toBe("id 7, took …\nid 7");
    expect(mask("a   b", "a … b")).not.toBe("a … b");
  });

  it("hides no other difference", () => {
    const expected = "id 7, took …\nid 7";

    for (const found of ["id 8, took 5ms\nid 7", "id 7, took 5ms\nid 8", "id 7, took "])
      expect(mask(found, expected)).not.toBe(expected);
  });

  it("lets a table be as wide as it is", () => {
    expect(mask("id  2026-11-21  ada", "id  …   …")).toBe("id  …   …");
  });
});
