import { readFileSync } from "node:fs";

const page = readFileSync(new URL("../../../../../docs/imports.md", import.meta.url), "utf8");

/** A row of the table in docs/imports.md: the lines of a module, and what becomes of them. */
export interface ImportRow {
  readonly source: string;
  readonly inSql: string;
  readonly inProject: string;
}

export const importRows = page
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line): ImportRow => {
    const [, lines = "", inSql = "", inProject = ""] = line.split(/(?<!\\)\|/);
    const source = Array.from(lines.matchAll(/`([^`]+)`/g), ([, code]) => code);
    return {
      source: source.join("\n").replaceAll("\\|", "|"),
      inSql: inSql.trim(),
      inProject: inProject.trim(),
    };
  });

/** The texts that several refusals have in common: for SQL bodies, and for projects. */
export const [importable = "", importableInProject = ""] = Array.from(
  page.matchAll(/```text\n(.*)\n```/g),
  ([, text]) => text,
);

/**
 * What a module is refused with, whole.
 *
 * @param importable what stands for the words in common
 * @returns undefined where it is not refused
 */
export function expectedRefusal(
  answer: string,
  module: string,
  importable: string,
): string | undefined {
  const refusal = /^refused: (?:`(.*)`|.*)$/.exec(answer);
  if (!refusal) return undefined;
  const reason = refusal[1] ?? importable;
  const specifier = /(?:from|import\() ?"(.*?)";?$/.exec(module)?.[1] ?? "";
  return reason.startsWith("Cannot ") ? reason : `Cannot import "${specifier}": ${reason}.`;
}

/** What `x` is. */
export function expectedValue(answer: string): unknown {
  return answer.startsWith("`") ? JSON.parse(answer.slice(1, -1)) : answer;
}
