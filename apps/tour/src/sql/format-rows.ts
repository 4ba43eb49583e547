/** A column of a result. */
export interface Column {
  readonly name: string;
  readonly align: "left" | "right";
}

/** Rows as psql shows them: aligned, here without a count below. Null is empty. */
export function formatRows(
  columns: readonly Column[],
  rows: readonly (readonly (string | null)[])[],
): string {
  const widths = columns.map(({ name }, index) =>
    Math.max(width(name), ...rows.map((row) => width(row[index] ?? ""))),
  );
  const line = (cells: readonly string[]): string => ` ${cells.join(" | ")}`.trimEnd();
  return [
    line(columns.map(({ name }, index) => center(name, widths[index] ?? 0))),
    widths.map((each) => "-".repeat(each + 2)).join("+"),
    ...rows.map((row) =>
      line(columns.map(({ align }, index) => pad(row[index] ?? "", widths[index] ?? 0, align))),
    ),
  ].join("\n");
}

function center(text: string, to: number): string {
  const left = Math.floor((to - width(text)) / 2);
  return pad(" ".repeat(left) + text, to, "left");
}

function pad(text: string, to: number, align: Column["align"]): string {
  const space = " ".repeat(to - width(text));
  return align === "left" ? text + space : space + text;
}

function width(text: string): number {
  return Array.from(text).length;
}
