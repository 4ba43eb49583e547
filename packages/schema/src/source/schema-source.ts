import { createHash } from "node:crypto";

/** The folders of a schema, in the order in which they are applied to a new database. */
export const schemaFolders = [
  "extensions",
  "types",
  "tables",
  "migrations",
  "functions",
  "seeders",
] as const;

/** One of {@link schemaFolders}. */
export type SchemaFolder = (typeof schemaFolders)[number];

/** One file of a schema, unread. */
export interface SourceFile {
  readonly folder: SchemaFolder;
  /** Its path below the folder, with `/`. Only TypeScript modules lie in folders of their own. */
  readonly path: string;
  readonly text: string;
}

/** A schema as files: what a folder `postgresql/` or an archive of it has. */
export interface SchemaSource {
  /** By folder, then by path. */
  readonly files: readonly SourceFile[];
  /** SHA-256 over folders, paths and texts, as hex digits: the same for a folder and for an archive of it. */
  readonly checksum: string;
  /** What was found beside them and left alone, such as `tables/notes.md: no file of a schema`. */
  readonly notes: readonly string[];
}

/**
 * A schema of files that the caller has.
 *
 * @param files - In any order.
 * @param notes - What was left alone. Default: nothing.
 * @example
 * createSchemaSource([{ folder: "tables", path: "users.sql", text: "create table users (id int)" }]);
 */
export function createSchemaSource(
  files: readonly SourceFile[],
  notes: readonly string[] = [],
): SchemaSource {
  const sorted = [...files].sort(
    (a, b) =>
      schemaFolders.indexOf(a.folder) - schemaFolders.indexOf(b.folder) ||
      compareText(a.path, b.path),
  );
  const hash = createHash("sha256");
  for (const { folder, path, text } of sorted) hash.update(JSON.stringify([folder, path, text]));
  return { files: sorted, checksum: hash.digest("hex"), notes };
}

/** The order of names, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
