import { describe, expect, it } from "vitest";

import { lookFor } from "../../src/output/look.js";

describe("the tour has colours", () => {
  it("on a terminal that shows them", () => {
    const look = lookFor({ isTTY: true, hasColors: () => true });

    expect(look.hasColors).toBe(true);
    expect(look.title("Deploy")).toBe("\u001b[4m\u001b[1mDeploy\u001b[22m\u001b[24m");
  });

  it("nowhere else", () => {
    const streams = [
      { isTTY: true, hasColors: () => false },
      { isTTY: false, hasColors: () => true },
    ];

    for (const look of streams.map(lookFor)) {
      expect(look.hasColors).toBe(false);
      expect(look.title("Deploy")).toBe("Deploy");
    }
  });
});
