import { readFile } from "node:fs/promises";

const root = new URL("../../sql/", import.meta.url);
const texts = new Map<string, Promise<string>>();

/** A file below `sql/`, such as `catalog/tables.sql`. Each is read once. */
export function readSqlFile(path: string): Promise<string> {
  const known = texts.get(path);
  if (known) return known;
  const text = readFile(new URL(path, root), "utf8");
  texts.set(path, text);
  return text;
}
