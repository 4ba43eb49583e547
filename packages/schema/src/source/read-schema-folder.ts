import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { SchemaError } from "../errors.js";
import { Problems } from "../problems.js";
import { decodeText } from "./decode-text.js";
import { placeFile } from "./place-file.js";
import {
  createSchemaSource,
  schemaFolders,
  type SchemaSource,
  type SourceFile,
} from "./schema-source.js";

/**
 * Reads a schema from a folder: from `postgresql/` in it where there is one, else from the folder itself.
 *
 * @param folder - A path.
 * @throws {@link SchemaError} `not_a_schema` where it is no folder or has none of {@link schemaFolders}; `invalid_file`
 * where a file is not UTF-8.
 * @example
 * const source = await readSchemaFolder("./src/postgresql");
 */
export async function readSchemaFolder(folder: string): Promise<SchemaSource> {
  const root = await schemaRoot(folder);
  if (!(await isDirectory(root))) {
    throw new SchemaError("not_a_schema", `${folder} is no folder`);
  }
  const files: SourceFile[] = [];
  const notes: string[] = [];
  const problems = new Problems();
  const tops = await entriesOf(root);
  for (const { name, isFolder } of tops) {
    if (!isFolder || !schemaFolders.some((each) => each === name)) {
      notes.push(`${name}: in no folder of a schema`);
      continue;
    }
    for (const path of await filesBelow(root, name)) {
      const placed = placeFile(path);
      if (placed.folder === undefined) {
        notes.push(`${path}: ${placed.reason}`);
        continue;
      }
      files.push({ ...placed, text: decodeText(path, await readFile(join(root, path)), problems) });
    }
  }
  problems.throwIfAny();
  if (root === folder && !tops.some(({ name }) => schemaFolders.some((each) => each === name))) {
    const wanted = schemaFolders.map((name) => `${name}/`).join(", ");
    throw new SchemaError("not_a_schema", `${folder} has no folder of a schema: ${wanted}`);
  }
  return createSchemaSource(files, notes);
}

/** The folder of a schema: `postgresql/` in the given one where there is one, else the given one itself. */
export async function schemaRoot(folder: string): Promise<string> {
  const wrapped = join(folder, "postgresql");
  return (await isDirectory(wrapped)) ? wrapped : folder;
}

/** The files below a folder, those of its folders included, by path. Links are followed where they name files. */
async function filesBelow(root: string, path: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const { name, isFolder } of await entriesOf(join(root, path))) {
    if (name === "node_modules") continue;
    const below = `${path}/${name}`;
    files.push(...(isFolder ? await filesBelow(root, below) : [below]));
  }
  return files;
}

async function entriesOf(
  path: string,
): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
