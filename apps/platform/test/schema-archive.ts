import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { pack } from "tar-stream";

/** Texts by path, such as `tables/users.sql`. */
export type SchemaFiles = Readonly<Record<string, string>>;

const exampleFolder = fileURLToPath(new URL("../postgresql", import.meta.url));

/** The example's own schema, as files. */
export async function exampleFiles(): Promise<Record<string, string>> {
  const entries = await readdir(exampleFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter(
    (entry) => entry.isFile() && !entry.parentPath.includes("_generated"),
  );
  const texts = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(exampleFolder.length + 1), await readFile(path, "utf8")] as const;
    }),
  );
  return Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A `.tar.gz` of files, below `folder`. */
export async function archiveOf(files: SchemaFiles, folder = "postgresql/"): Promise<Uint8Array> {
  const archive = pack();
  for (const [path, text] of Object.entries(files)) archive.entry({ name: folder + path }, text);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

/** The example's own schema as an archive. */
export async function exampleArchive(): Promise<Uint8Array> {
  return archiveOf(await exampleFiles());
}
