import { describe, expect, it } from "vitest";

import { formatInput } from "../../src/output/format-input.js";

describe("what is run is shown at its prompt", () => {
  it("SQL with its semicolon, and with its lines below each other", () => {
    expect(formatInput("sql", "select 1\n\n  + 1")).toBe("=# select 1\n\n     + 1;");
  });

  it("a command as it is", () => {
    expect(formatInput("console", "stopgap status")).toBe("$ stopgap status");
  });
});
