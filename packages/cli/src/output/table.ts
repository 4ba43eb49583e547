import type { Style } from "./style.js";
import { visible } from "./visible.js";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Default: `"left"`. */
  readonly align?: "left" | "right";
  /** How a cell looks. It must not change its width. */
  readonly look?: (text: string, row: Row) => string;
}

const gap = "  ";

/** Rows below their titles, as wide as they need. A last column on the left has no trailing spaces. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  style: Style,
): string {
  const widths = columns.map(({ title, cell }) =>
    Math.max(width(title), ...rows.map((row) => width(visible(cell(row))))),
  );
  const line = (cellOf: (column: Column<Row>) => Cell): string =>
    columns
      .map((column, index) => {
        const { text, look } = cellOf(column);
        const space = " ".repeat((widths[index] ?? 0) - width(text));
        if (column.align === "right") return `${space}${look(text)}`;
        return index === columns.length - 1 ? look(text) : `${look(text)}${space}`;
      })
      .join(gap);
  const titles = line(({ title }) => ({ text: title, look: style.dim }));
  const body = rows.map((row) =>
    line(({ cell, look }) => ({
      text: visible(cell(row)),
      look: (text) => look?.(text, row) ?? text,
    })),
  );
  return [titles, ...body].join("\n");
}

/** Names and values below each other, the values at one column. */
export function formatFacts(
  facts: readonly (readonly [name: string, value: string])[],
  style: Style,
): string {
  const longest = Math.max(...facts.map(([name]) => width(name)));
  return facts
    .map(
      ([name, value]) =>
        `${style.dim(name)}${" ".repeat(longest - width(name))}${gap}${visible(value)}`,
    )
    .join("\n");
}

interface Cell {
  readonly text: string;
  readonly look: (text: string) => string;
}

const characters = new Intl.Segmenter();

function width(text: string): number {
  return Array.from(characters.segment(text)).length;
}
