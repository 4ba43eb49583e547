import { expect, it } from "vitest";

import { createStyle, plainStyle } from "../../src/output/style.js";
import { formatFacts, formatTable, type Column } from "../../src/output/table.js";

interface Pet {
  readonly id: number;
  readonly name: string;
}

const columns: readonly Column<Pet>[] = [
  { title: "id", cell: ({ id }) => id.toString(), align: "right" },
  { title: "name", cell: ({ name }) => name },
];

it("lines columns up, and leaves no spaces at the end", () => {
  const pets = [
    { id: 7, name: "Ada" },
    { id: 123, name: "Grace" },
  ];
  expect(formatTable(pets, columns, plainStyle)).toBe(
    [" id  name", "  7  Ada", "123  Grace"].join("\n"),
  );
});

it("colours cells without moving them", () => {
  const style = createStyle(true);
  const colored = columns.map((column) => ({ ...column, look: style.green }));
  const table = formatTable([{ id: 7, name: "Ada" }], colored, style);
  expect(table.split("\n")[1]).toBe(` ${style.green("7")}  ${style.green("Ada")}`);
});

it("does not let a value control the terminal", () => {
  const table = formatTable([{ id: 7, name: "a\u001b[2J\nb\u202e" }], columns, plainStyle);
  expect(table.split("\n")[1]).toBe(" 7  a\\x1b[2J\\x0ab\\u202e");
});

it("puts facts below each other", () => {
  expect(
    formatFacts(
      [
        ["id", "1"],
        ["label", "first"],
      ],
      plainStyle,
    ),
  ).toBe("id     1\nlabel  first");
});
