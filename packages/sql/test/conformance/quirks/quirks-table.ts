/** A table of quirks: what each engine answered to each probe. */
export interface QuirksTable {
  readonly engines: readonly string[];
  /** Answers by engine, by the name of the probe. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const cells = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));

/** Reads the table below a heading of a page. */
export function readQuirks(page: string, heading: string): QuirksTable {
  const lines = sectionOf(page, heading).lines.filter((line) => line.startsWith("|"));
  const [header = "", , ...body] = lines;
  const [, ...engines] = cells(header);
  const rows = new Map(
    body.map((line) => {
      const [name = "", ...answers] = cells(line);
      return [name, new Map(engines.map((engine, at) => [engine, unquoted(answers[at] ?? "")]))];
    }),
  );
  return { engines, rows };
}

/** The page with one engine's column written anew. */
export function writeQuirks(
  page: string,
  heading: string,
  engine: string,
  answers: ReadonlyMap<string, string>,
): string {
  const { engines, rows } = readQuirks(page, heading);
  const columns = engines.includes(engine) ? engines : [...engines, engine].sort();
  const table = [
    ["", ...columns],
    ["-", ...columns.map(() => "-")],
    ...[...answers].map(([name, answer]) => [
      name,
      ...columns.map((column) => quoted(column === engine ? answer : rows.get(name)?.get(column))),
    ]),
  ].map((line) => `| ${line.join(" | ")} |`);
  const { before, lines, after } = sectionOf(page, heading);
  const text = lines.filter((line) => !line.startsWith("|") && line !== "");
  return [...before, "", ...text, ...(text.length > 0 ? [""] : []), ...table, "", ...after].join(
    "\n",
  );
}

function sectionOf(
  page: string,
  heading: string,
): {
  readonly before: readonly string[];
  readonly lines: readonly string[];
  readonly after: readonly string[];
} {
  const all = page.split("\n");
  const start = all.indexOf(`## ${heading}`) + 1;
  if (start === 0) throw new Error(`the page has no section "${heading}"`);
  const next = all.findIndex((line, at) => at >= start && line.startsWith("## "));
  const end = next === -1 ? all.length : next;
  return { before: all.slice(0, start), lines: all.slice(start, end), after: all.slice(end) };
}

function quoted(answer: string | undefined): string {
  return answer === undefined || answer === ""
    ? ""
    : `\`${answer.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

function unquoted(cell: string): string {
  return cell.replace(/^`|`$/g, "");
}
