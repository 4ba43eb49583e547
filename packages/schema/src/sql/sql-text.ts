import { readFileSync } from "node:fs";

const folder = new URL("../../sql/", import.meta.url);
const texts = new Map<string, string>();

/** The SQL of a file of this package, such as `queries/state.sql`. */
export function sqlText(path: string): string {
  const known = texts.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(path, folder), "utf8");
  texts.set(path, text);
  return text;
}
