import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { pack } from "tar-stream";

import { bytesOf } from "./bytes-of.js";
import type { SchemaSource } from "./schema-source.js";

const compress = promisify(gzip);

/** The place of the operating system in a gzip header, and what says that it does not matter. */
const operatingSystem = { at: 9, unknown: 255 };

/**
 * Packs a schema as a `.tar.gz` with the folder `postgresql/`. It says nothing of when and by whom, so what is packed
 * twice is the same twice.
 *
 * @returns The archive. `readSchemaArchive` makes the same source of it.
 * @example
 * await writeFile("postgresql.tar.gz", await packSchema(await readSchemaFolder(".")));
 */
export async function packSchema(source: SchemaSource): Promise<Uint8Array> {
  const archive = pack();
  const same = { mtime: new Date(0), uid: 0, gid: 0 };
  archive.entry({ ...same, name: "postgresql/", type: "directory", mode: 0o755 });
  for (const { folder, path, text } of source.files) {
    archive.entry({ ...same, name: `postgresql/${folder}/${path}`, mode: 0o644 }, text);
  }
  archive.finalize();
  const packed = await compress(await bytesOf(archive), { level: 9 });
  packed[operatingSystem.at] = operatingSystem.unknown;
  return packed;
}
