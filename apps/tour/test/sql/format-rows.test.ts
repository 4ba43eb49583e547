import { describe, expect, it } from "vitest";

import { formatRows } from "../../src/sql/format-rows.js";

describe("rows are shown as psql shows them", () => {
  it("with centred titles, text on the left, numbers on the right, and null as nothing", () => {
    const shown = formatRows(
      [
        { name: "id", align: "right" },
        { name: "name", align: "left" },
      ],
      [
        ["1", "Kettle"],
        ["1000", null],
      ],
    );

    expect(shown.split("\n")).toEqual([
      "  id  |  name",
      "------+--------",
      "    1 | Kettle",
      " 1000 |",
    ]);
  });

  it("with titles alone where there are no rows", () => {
    expect(formatRows([{ name: "id", align: "right" }], [])).toBe(" id\n----");
  });
});
