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
}
