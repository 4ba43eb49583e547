import { readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";

import {
  readSchemaArchive,
  readSchemaFolder,
  schemaRoot,
  type SchemaSource,
} from "@stopgap/schema";

/** A schema that a command was given. */
export interface SchemaFiles {
  /** Absolute: the folder, or the archive. */
  readonly path: string;
  readonly source: SchemaSource;
  /** What to call one of its files, such as `tables/users.sql`. */
  readonly nameOf: (file: string) => string;
}

/**
 * Reads the schema of a folder or of an archive.
 *
 * @param given - As it was given; the current folder where it was not.
 * @param from - The folder in which the command was started.
 * @throws `SchemaError`
 */
export async function readSchemaFiles(
  given: string | undefined,
  from: string,
): Promise<SchemaFiles> {
  const path = resolve(from, given ?? ".");
  if (await isFile(path)) {
    const source = await readSchemaArchive(await readFile(path));
    return { path, source, nameOf: (file) => file };
  }
  const source = await readSchemaFolder(path);
  const root = await schemaRoot(path);
  return { path, source, nameOf: (file) => relative(from, join(root, file)) };
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
